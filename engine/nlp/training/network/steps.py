"""The steps of any training: AdamW, a rate that rises and falls, lower layers slower."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

_DECAY = 0.01
_LOWER = 0.9
_HEAD_RATE = 1e-3
_WARM = 0.06
_LEAST_RATE = 0.02
_CLIP = 1.0

Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn; frozen is the number of lowest layers left as they are."""

    rounds: int
    rate: float
    batch: int = 32
    frozen: int = 0
    seed: int = 0


def optimise(
    model: nn.Module,
    deal: Callable[[random.Random], Sequence[Batch]],
    loss: Callable[[Batch], Tensor],
    *,
    plan: Plan,
    layers: Sequence[nn.Module],
    heads: Sequence[nn.Parameter] = (),
) -> None:
    """Take a step for each batch that each round deals."""
    chance = random.Random(plan.seed)  # noqa: S311 - the same order for the same seed
    torch.manual_seed(plan.seed)
    dealt = [batch for _ in range(plan.rounds) for batch in deal(chance)]
    groups: list[dict[str, object]] = [
        {
            "params": list(layer.parameters()),
            "lr": plan.rate * _LOWER ** (len(layers) - 1 - number),
        }
        for number, layer in enumerate(layers)
        if number >= plan.frozen
    ]
    if heads:
        groups.append({"params": list(heads), "lr": _HEAD_RATE})
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: (
            min(1.0, (step + 1) / (_WARM * len(dealt))) * max(_LEAST_RATE, 1 - step / len(dealt))
        ),
    )
    model.train()
    for batch in dealt:
        found = loss(batch)
        optimiser.zero_grad()
        found.backward()
        nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
        optimiser.step()
        rates.step()
