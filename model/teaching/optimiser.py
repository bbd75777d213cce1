"""Adam with a cosine schedule, for heads so small that numpy is enough."""

from __future__ import annotations

import numpy as np


class Adam:
    """Kingma and Ba 2015, with decoupled weight decay (Loshchilov and Hutter 2019) and a rate that falls to nothing."""

    def __init__(self, weights: dict[str, np.ndarray], rate: float, steps: int, decay: float = 0.0):
        """weights: changed in place. rate: at first. steps: until the rate is nothing. decay: of matrices, a step."""
        self._weights, self._rate, self._steps, self._decay = weights, rate, steps, decay
        self._first = {name: np.zeros_like(value) for name, value in weights.items()}
        self._second = {name: np.zeros_like(value) for name, value in weights.items()}
        self._step = 0

    def step(self, gradients: dict[str, np.ndarray]) -> None:
        """Move every weight by its gradient."""
        self._step += 1
        rate = self._rate * 0.5 * (1 + np.cos(np.pi * min(1.0, self._step / self._steps)))
        for name, gradient in gradients.items():
            first, second, weight = self._first[name], self._second[name], self._weights[name]
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient * gradient - second)
            towards = first / (1 - 0.9**self._step)
            size = np.sqrt(second / (1 - 0.999**self._step)) + 1e-8
            if weight.ndim > 1:
                weight -= rate * self._decay * weight
            weight -= (rate * towards / size).astype(weight.dtype)
