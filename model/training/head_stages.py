"""Stages that learn from what the CNN makes of every video, and leave the CNN as it is: the head's, and hindsight's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.network.lrcn import Lrcn
from model.network.offline_head import build_hindsight
from model.progress import Progress
from model.spec import ModelSpec
from model.training import card
from model.training.features import Encoded, encode_videos
from model.training.frozen import fingerprint, freeze
from model.training.head import train_head
from model.training.hindsight import TaughtHindsight, train_hindsight
from model.training.stages import Stages

RATES = (7.0, 10.0, 15.0)  # frames per second of video time that `auto` compares


def encode_footage(
    parts: Lrcn, footage, stages: Stages, seed: int, passes: int, progress: Progress, on_clock: bool = False
) -> dict[str, list[Encoded]]:
    """What the CNN makes of each part's videos; training videos ``passes`` times over. Kept by the CNN's weights.

    on_clock: see ``encode_videos``.
    """
    which = f"on_clock.{parts.spec.sample_fps:g}" if on_clock else "features"
    folder = stages.folder / f"{which}.{fingerprint(parts.encoder):08x}.{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    encoder = freeze(parts.encoder, folder / "encoder.tflite")
    encoded = {}
    for part, videos in footage.items():
        turns = passes if part == "training" else 1
        advance = progress.task(f"Encoding {part} videos", len(videos) * turns)
        encoded[part] = encode_videos(folder / part, videos, encoder, parts.spec, turns, seed, advance, on_clock)
    return encoded


def compare_rates(parts: Lrcn, start, encoded, stages: Stages, settings: dict, progress: Progress) -> dict[float, dict]:
    """Each of RATES with half the epochs; every try begins with the same head."""
    kept = stages.result("rates", settings)
    if kept is not None:
        return {float(rate): figures for rate, figures in kept.items()}
    epochs = max(1, settings["head_epochs"] // 2)
    results = {}
    for rate in RATES:
        parts.head.set_weights(start)
        advance = progress.task(f"Trying {rate:g} frames/s", epochs)
        _, results[rate], _ = train_head(
            parts, encoded["training"], encoded["validation"], rate, epochs, settings["seed"], advance
        )
        progress.say(f"{rate:g} frames/s: {card.one_line(results[rate])}")
    stages.finish("rates", settings, results)
    return results


def teach_head(
    parts: Lrcn, spec: ModelSpec, encoded, stages: Stages, settings: dict, progress: Progress
) -> tuple[dict, list[dict]]:
    """Train the head at the spec's rate, or load what an earlier run trained.

    Returns its figures on validation and its epochs' (``train_head``)."""
    kept, settings = stages.folder / "head.npz", settings | {"sample_fps": spec.sample_fps}
    result = stages.result("head taught", settings) if kept.is_file() else None
    if result is None:
        advance = progress.task(f"Training the head at {spec.sample_fps:g} frames/s", settings["head_epochs"])
        weights, figures, history = train_head(
            parts, encoded["training"], encoded["validation"], spec.sample_fps, settings["head_epochs"],
            settings["seed"], advance,
        )  # fmt: skip
        np.savez(kept, *weights)
        result = stages.finish("head taught", settings, {"figures": figures, "epochs": history})
    with np.load(kept) as weights:
        parts.head.set_weights([weights[key] for key in weights.files])
    return result["figures"], result["epochs"]


def teach_hindsight(
    parts: Lrcn, spec: ModelSpec, footage, stages: Stages, settings: dict, progress: Progress
) -> TaughtHindsight:
    """Train hindsight for the CNN as it is, or load what an earlier run trained.

    settings: ``hindsight_epochs``, ``hindsight_passes`` (times each training video is encoded) and ``seed`` among them.
    """
    kept = stages.folder / "hindsight.npz"
    settings = settings | {"sample_fps": spec.sample_fps, "encoder": fingerprint(parts.encoder)}
    result = stages.result("hindsight taught", settings) if kept.is_file() else None
    if result is None:
        parts, seed = replace(parts, spec=spec), settings["seed"]
        encoded = encode_footage(parts, footage, stages, seed, settings["hindsight_passes"], progress, on_clock=True)
        advance = progress.task("Training hindsight", settings["hindsight_epochs"])
        taught = train_hindsight(
            spec, encoded["training"], encoded["validation"], settings["hindsight_epochs"], seed, advance
        )
        np.savez(kept, *taught.network.get_weights())
        result = {"cost": taught.switch_cost, "figures": taught.figures, "epochs": taught.history}
        stages.finish("hindsight taught", settings, result)
    network = build_hindsight(parts.encoder.output_shape[-1], len(spec.labels))
    with np.load(kept) as weights:
        network.set_weights([weights[key] for key in weights.files])
    return TaughtHindsight(network, result["cost"], result["figures"], result["epochs"])
