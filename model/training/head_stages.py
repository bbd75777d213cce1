"""Teaching the head alone, on what the CNN makes of every video: the stages of a training whose CNN stays as it is."""

from __future__ import annotations

import numpy as np

from model.lrcn import Lrcn
from model.progress import Progress
from model.spec import ModelSpec
from model.training import card
from model.training.features import Encoded, encode_videos
from model.training.frozen import fingerprint, freeze
from model.training.head import train_head
from model.training.stages import Stages

RATES = (7.0, 10.0, 15.0)  # frames per second of video time that `auto` compares


def encode_footage(
    parts: Lrcn, footage, stages: Stages, seed: int, passes: int, progress: Progress
) -> dict[str, list[Encoded]]:
    """What the CNN makes of each part's videos; training videos ``passes`` times over. Kept by the CNN's weights."""
    folder = stages.folder / f"features.{fingerprint(parts.encoder):08x}.{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    encoder = freeze(parts.encoder, folder / "encoder.tflite")
    encoded = {}
    for part, videos in footage.items():
        turns = passes if part == "training" else 1
        advance = progress.task(f"Encoding {part} videos", len(videos) * turns)
        encoded[part] = encode_videos(folder / part, videos, encoder, parts.spec, turns, seed, advance)
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
