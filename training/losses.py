"""What is minimised, and the optimiser that minimises it in bfloat16 or float32."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from training.model import Encoded, Logits
from training.rounding import rounded_rows

NEGATIVE_SPAN_WEIGHT = 0.4
RELEVANCE_WEIGHT = 0.5
RANKING_WEIGHT = 0.5


def reading_loss(logits: Logits, batch: Sequence[Encoded], sizes: Sequence[int]) -> Tensor:
    """Loss of a batch of groups of these sizes, the answered pair first in each.

    Cross-entropy of start and end; the same towards "no answer" for pairs without one; relevance
    as binary cross-entropy, so that it means the same for every question, and as cross-entropy
    within each group, so that it ranks.
    """
    starts = torch.tensor([one.start for one in batch])
    ends = torch.tensor([one.end for one in batch])
    answered = torch.tensor([one.answered for one in batch])
    spans = _cross_entropy(logits.start, starts) + _cross_entropy(logits.end, ends)
    weights = torch.where(answered, 1.0, NEGATIVE_SPAN_WEIGHT)
    weights = torch.where(starts < 0, 0.0, weights)
    reading = (spans * weights).sum() / (2 * weights.sum())
    binary = nn.functional.binary_cross_entropy_with_logits(logits.relevance, answered.float())
    ranking = torch.stack(
        [-torch.log_softmax(scores, 0)[0] for scores in torch.split(logits.relevance, list(sizes))]
    ).mean()
    return reading + RELEVANCE_WEIGHT * binary + RANKING_WEIGHT * ranking


def _cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    return nn.functional.cross_entropy(logits, targets.clamp(min=0), reduction="none")


class MixedAdamW:
    """AdamW over float32 copies of parameters, bfloat16 or not (Micikevicius et al., 2018)."""

    def __init__(
        self,
        network: nn.Module,
        *,
        rate: float,
        head_rate: float,
        decay: float,
    ) -> None:
        named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
        self._names = [name for name, _ in named]
        self._parameters = [parameter for _, parameter in named]
        self._masters = [nn.Parameter(p.detach().float().clone()) for p in self._parameters]
        groups = [
            {
                "params": [master],
                "lr": head_rate if name.startswith("heads") else rate,
                "weight_decay": decay if master.ndim > 1 else 0.0,
            }
            for name, master in zip(self._names, self._masters, strict=True)
        ]
        self._inner = torch.optim.AdamW(_merged(groups), betas=(0.9, 0.98), fused=True)

    def step(
        self,
        share_of_rate: float,
        *,
        clip: float = 1.0,
        mean: Callable[[Sequence[Tensor]], None] = lambda gradients: None,
    ) -> float:
        """Apply the gradients and clear them; returns their norm before clipping.

        Args:
            share_of_rate: of the learning rates.
            clip: highest norm of all gradients together.
            mean: replaces each gradient by its mean over the processes that train together.
        """
        for parameter, master in zip(self._parameters, self._masters, strict=True):
            master.grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        mean([master.grad for master in self._masters if master.grad is not None])
        norm = float(nn.utils.clip_grad_norm_(self._masters, clip, foreach=True))
        for group in self._inner.param_groups:
            group["lr"] = group["peak"] * share_of_rate
        self._inner.step()
        self.publish()
        return norm

    @torch.no_grad()
    def publish(self) -> None:
        """Copy the float32 values into the network, the trunk's matrices as they will ship."""
        for name, parameter, master in zip(
            self._names, self._parameters, self._masters, strict=True
        ):
            rounds = master.ndim == 2 and not name.startswith("heads")
            parameter.copy_(rounded_rows(master) if rounds else master)

    def values(self) -> dict[str, Tensor]:
        """The float32 values by the parameters' names."""
        masters = zip(self._names, self._masters, strict=True)
        return {name: master.detach() for name, master in masters}

    def state(self) -> dict[str, Tensor]:
        """Everything to go on from later, as named tensors."""
        found = {f"value.{name}": value for name, value in self.values().items()}
        for name, master in zip(self._names, self._masters, strict=True):
            for key, value in self._inner.state.get(master, {}).items():
                found[f"{key}.{name}"] = value
        return found

    def load(self, state: dict[str, Tensor]) -> None:
        """Take up a saved state."""
        with torch.no_grad():
            for name, master in zip(self._names, self._masters, strict=True):
                master.copy_(state[f"value.{name}"])
                keys = ("step", "exp_avg", "exp_avg_sq")
                self._inner.state[master] = {key: state[f"{key}.{name}"] for key in keys}
        self.publish()


def _merged(groups: list[dict[str, object]]) -> list[dict[str, object]]:
    """One group for each rate and decay: the optimiser handles a group's tensors at once."""
    merged: dict[tuple[object, object], list[object]] = {}
    for group in groups:
        members = merged.setdefault((group["lr"], group["weight_decay"]), [])
        members.extend(group["params"])  # type: ignore[arg-type]
    return [
        {"params": members, "lr": rate, "peak": rate, "weight_decay": decay}
        for (rate, decay), members in merged.items()
    ]
