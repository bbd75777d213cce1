"""Epochs that can be stopped at any moment: a rerun goes on after the last finished one and ends at the same weights."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from math import cos, pi
from pathlib import Path

from model.files import write_whole
from model.network.backbones import keras

PATIENCE = 4  # epochs without a better one after which the rest are left out


def run_epochs(
    network: keras.Model,
    work: Path,
    name: str,
    epochs: int,
    one_epoch: Callable[[int], dict],
    score: str,
    seed: int,
    say: Callable[[str], None],
) -> list[dict]:
    """Run ``one_epoch(epoch)`` for epochs 0 to ``epochs - 1``; the one best by its figure ``score`` stays in ``network``.

    network: compiled, its optimizer built. After every epoch weights, optimizer and figures are kept in ``work`` under
    ``name``; called again, all go on from there. Returns every epoch's figures. Chance (dropout) depends on ``seed`` and
    the number of the epoch alone, so a training that was stopped ends where an unstopped one would. PATIENCE epochs
    that are no better than the best end it early.
    """
    state_file, best = work / f"{_plain(name)}.state.json", work / f"{_plain(name)}.best.weights.h5"
    history: list[dict] = []
    if state_file.is_file():
        history = json.loads(state_file.read_text(encoding="utf-8"))[:epochs]
        network.load_weights(_weights(work, name, len(history)))
        say(f"Carrying on after epoch {len(history)} of {epochs}.")
    for epoch in range(len(history), epochs):
        if epoch - max(range(epoch), key=lambda e: history[e][score], default=0) > PATIENCE:
            break
        _seed_dropout(network, seed * 1000 + epoch)
        began = time.monotonic()
        figures = {"epoch": epoch + 1, **one_epoch(epoch), "seconds": round(time.monotonic() - began, 1)}
        history.append(figures)
        if figures[score] >= max(f[score] for f in history):
            _save(network, best)
        # Weights under the epoch's own name, then the list that names it: a kill between the two repeats the epoch.
        _save(network, _weights(work, name, epoch + 1))
        write_whole(state_file, json.dumps(history, indent=1))
        _weights(work, name, epoch).unlink(missing_ok=True)
    network.load_weights(best)
    return history


def forget_epochs(work: Path, name: str) -> None:
    """Remove what ``run_epochs`` kept, so that the next run begins anew."""
    for path in (work / f"{_plain(name)}.state.json", *work.glob(f"{_plain(name)}.*.weights.h5")):
        path.unlink(missing_ok=True)


def cosine(step: int, steps: int, peak: float, warm: int = 100) -> float:
    """The learning rate at ``step`` of ``steps``: up in ``warm`` steps, then down a cosine to 1 % of ``peak``."""
    if step < warm:
        return peak * (step + 1) / warm
    part = (step - warm) / max(1, steps - warm)
    return peak * (0.01 + 0.99 * 0.5 * (1 + cos(pi * min(1.0, part))))


def _plain(name: str) -> str:
    return name.replace(" ", "_")


def _weights(work: Path, name: str, epoch: int) -> Path:
    return work / f"{_plain(name)}.{epoch}.weights.h5"


def _seed_dropout(network: keras.Model, seed: int) -> None:
    """Every layer that draws at random begins anew from ``seed`` and its place in the network."""
    for number, layer in enumerate(network._flatten_layers()):
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            generator.state.assign([seed, number])


def _save(network: keras.Model, path: Path) -> None:
    """Weights and optimizer state to ``path``, whole or not at all."""
    new = path.with_name(f"new.{path.name}")  # Keras insists on the ending .weights.h5
    network.save_weights(new)
    os.replace(new, path)
