"""The stages that teach the CNN: on single frames, then within the whole LRCN on clips. Each is done once and kept."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

from model.backbones import BACKBONES, halves, keras
from model.errors import ModelError
from model.lrcn import Lrcn, build, load_lrcn, round_to_half
from model.progress import Progress
from model.spec import ModelSpec, read_spec
from model.training.accelerator import learner
from model.training.cache import FrameCache, fill_cache, open_cache
from model.training.epochs import forget_epochs
from model.training.finetune import CLIPS_BATCH, FRAMES_BATCH, clip_network, finetune, frame_network
from model.training.frozen import freeze
from model.training.head import warm_head
from model.training.pick import pick_times
from model.training.stages import Stages
from model.training.standardise import Scales

VALIDATION_RATE = 2.0  # validation frames or clips per second while fine-tuning


def begin(spec: ModelSpec, backbone_weights: str | Path, begin_with: Path | None) -> Lrcn:
    """The LRCN before training; its CNN from another model when one is given."""
    if begin_with is None:
        return build(spec, backbone_weights)
    other = read_spec(Path(begin_with))
    parts = build(spec)
    same = ("backbone", "pooling", "image_size", "scaling")
    if any(getattr(other, what) != getattr(spec, what) for what in same):
        raise ModelError(
            f"Received --begin-with {begin_with}, whose CNN is {other.backbone} ({other.pooling} pooling): expected "
            f"{spec.backbone} ({spec.pooling} pooling); name a model of the same CNN."
        )
    parts.encoder.set_weights(load_lrcn(Path(begin_with), other).encoder.get_weights())
    return parts


def teach_frames(
    parts: Lrcn, footage, stages: Stages, settings: dict, progress: Progress, mixed: bool = False
) -> list[dict]:
    """Fine-tune the CNN on single frames, or load what an earlier run tuned. mixed: compute in float16."""

    def teach() -> list[dict]:
        caches = _cache(parts, footage, stages, "frames", settings["per_second"], settings["views"], settings, progress)
        peak = BACKBONES[parts.spec.backbone].learning_rate
        with learner(parts, mixed) as learning:
            return finetune(
                frame_network(learning), *caches, stages.folder, "single frames", settings["epochs"], FRAMES_BATCH,
                peak, settings["seed"], progress,
            )  # fmt: skip

    return _taught(parts.encoder, stages, "single frames", settings, teach)


def teach_clips(
    parts: Lrcn, footage, stages: Stages, settings: dict, progress: Progress, mixed: bool = False
) -> list[dict]:
    """Train the whole LRCN (above the frozen lower half) on clips, or load what an earlier run trained; as above."""

    def teach() -> list[dict]:
        caches = _cache(parts, footage, stages, "clips", settings["clips"], 1, settings, progress)
        kept = stages.folder / "clips.scales.npz"
        if (stages.folder / "clips.state.json").is_file() and kept.is_file():
            scales = Scales.read(kept)
        else:
            scales = warm_head(parts, caches[0], settings["seed"], progress)
            scales.write(kept)
        peak = BACKBONES[parts.spec.backbone].learning_rate / 2
        with learner(parts, mixed) as learning:
            history = finetune(
                clip_network(learning, scales), *caches, stages.folder, "clips", settings["whole"], CLIPS_BATCH, peak,
                settings["seed"], progress,
            )  # fmt: skip
        scales.fold(parts.head.get_layer("lstm"))
        return history

    return _taught(parts.lrcn, stages, "clips", settings, teach)


def _cache(
    parts: Lrcn, footage, stages: Stages, stage: str, per_second: float, views: int, settings: dict, progress: Progress
) -> list[FrameCache]:
    """Training rows in random looks, validation rows as they are, both through the frozen lower half.

    stage: ``frames`` or ``clips``. Kept by what the rows depend on, so that another head on the same CNN finds them.
    """
    spec, seed = parts.spec, settings["seed"]
    paths = [stages.folder / f"{stage}_training", stages.folder / f"{stage}_validation"]
    lower, _ = halves(parts.backbone, spec.backbone)
    content = b"" if lower is None else b"".join(weight.tobytes() for weight in lower.get_weights())
    depends = {key: settings[key] for key in ("labels", "videos", "seed")} | {
        "rate": per_second, "views": views, "clip": (spec.clip_length, spec.sample_fps) if stage == "clips" else None,
        "image": (*spec.image_size, spec.scaling), "lower": zlib.crc32(content),
    }  # fmt: skip
    if stages.result(stage, depends) is None:
        frozen = None if lower is None else freeze(lower, stages.folder / "lower.tflite")
        plans = (("training", per_second, views), ("validation", VALIDATION_RATE, 0))
        for path, (part, rate, looks) in zip(paths, plans, strict=True):
            videos = footage[part]
            advance = progress.task(f"Reading {part} {stage}", len(videos))
            times = pick_times(videos, spec.labels, rate, seed)
            fill_cache(path, videos, times, spec, frozen, looks, seed, advance, clips=stage == "clips")
        stages.finish(stage, depends, {})
    caches = [open_cache(path, spec) for path in paths]
    counts = np.bincount(caches[0].labels[caches[0].usable], minlength=len(spec.labels))
    shown = ", ".join(f"{label} {n}" for label, n in zip(spec.labels, counts, strict=True))
    progress.say(f"Training {stage}: {shown}")
    return caches


def _taught(network: keras.Model, stages: Stages, stage: str, settings: dict, teach) -> list[dict]:
    """The epochs' figures of a stage that trains ``network``, from an earlier run where it was finished.

    Its weights are rounded as they will be stored.
    """
    kept, name = stages.folder / f"{stage.replace(' ', '_')}.npz", f"{stage} taught"
    result = stages.result(name, settings) if kept.is_file() else None
    if result is None:
        if stages.result(f"{stage} begun", settings) is None:  # other settings than the state on disk was made with
            forget_epochs(stages.folder, stage)
            stages.finish(f"{stage} begun", settings, {})
        history = teach()
        np.savez(kept, *network.get_weights())
        result = stages.finish(name, settings, {"epochs": history})
    else:
        with np.load(kept) as weights:
            network.set_weights([weights[key] for key in weights.files])
    round_to_half(network)
    return result["epochs"]
