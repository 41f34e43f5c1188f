"""Build hook: puts the shipped index, article and questions into the wheel."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("index", "seeds", "eval")


class ShippedData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the top-level data folders as `wuxi_qa/shipped/…`.

    An editable install leaves them out: it reads them where they stand in the checkout.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend the build's data; called by hatchling."""
        if version == "standard":
            build_data["force_include"].update({d: f"wuxi_qa/shipped/{d}" for d in SHIPPED})
