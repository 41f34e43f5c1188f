"""Weights rounded while learning, so that what ships was learned with its errors."""

from __future__ import annotations

from torch import Tensor

HIGHEST = 63


def rounded_rows(weights: Tensor) -> Tensor:
    """A matrix of weights, each row rounded to 63 levels on either side of 0, as they ship.

    The gradients at the rounded values are applied to the exact ones (the straight-through
    estimator: Bengio et al., 2013, "Estimating or Propagating Gradients Through Stochastic
    Neurons").
    """
    scale = weights.abs().amax(1, keepdim=True).clamp(min=1e-12) / HIGHEST
    return (weights / scale).round() * scale
