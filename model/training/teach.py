"""The stages that teach the CNN: on single frames, then within the whole LRCN on stretches. Each is done once and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.errors import ModelError
from model.evaluation.ground_truth import UNDECIDED
from model.network.backbones import BACKBONES, halves, keras
from model.network.lrcn import Lrcn, build, load_lrcn, round_to_half
from model.progress import Progress
from model.spec import ModelSpec, read_spec
from model.training.accelerator import learner
from model.training.cache import FrameCache, fill_cache, open_cache
from model.training.epochs import forget_epochs
from model.training.finetune import FRAMES_BATCH, STRETCHES_BATCH, finetune, frame_network, stretch_network
from model.training.first_filters import some, spread_answers
from model.training.frozen import fingerprint, freeze
from model.training.head import warm_head
from model.training.pick import pick_times
from model.training.stages import Stages
from model.training.standardise import Scales
from model.training.stretches import stretch_frames, stretch_times

VALIDATION_RATE = 2.0  # validation frames or clips per second while fine-tuning


def begin(
    spec: ModelSpec, backbone_weights: str | Path, begin_with: Path | None
) -> tuple[Lrcn, list[np.ndarray] | None]:
    """The LRCN before training; its CNN from another model when one is given.

    Its head is always fresh; also returns the other model's head, where that is of the same shape and says the same labels.
    """
    if begin_with is None:
        return build(spec, backbone_weights), None
    other = read_spec(Path(begin_with))
    parts = build(spec)
    if not _alike(spec, other, "backbone", "pooling", "image_size", "scaling"):
        raise ModelError(
            f"Received --begin-with {begin_with}, whose CNN is {other.backbone} ({other.pooling} pooling): expected "
            f"{spec.backbone} ({spec.pooling} pooling); name a model of the same CNN."
        )
    known = load_lrcn(Path(begin_with), other)
    parts.encoder.set_weights(known.encoder.get_weights())
    goes_on = _alike(spec, other, "labels", "clip_length", "lstm_units", "dense_units")
    return parts, known.head.get_weights() if goes_on else None


def _alike(one: ModelSpec, other: ModelSpec, *fields: str) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def teach_frames(
    parts: Lrcn, footage, stages: Stages, settings: dict, progress: Progress, mixed: bool = False
) -> list[dict]:
    """Fine-tune the CNN on single frames, or load what an earlier run tuned. mixed: compute in float16."""

    def teach() -> list[dict]:
        caches = _cache_frames(parts, footage, stages, settings, progress)
        backbone = BACKBONES[parts.spec.backbone]
        if backbone.learns_from_nothing(settings["backbone"]):
            known = caches[0].usable
            spread_answers(parts.backbone, caches[0].inputs(known[some(len(known), parts.spec.image_size)]))
        peak = backbone.learning_rate
        with learner(parts, mixed) as learning:
            return finetune(
                frame_network(learning), *caches, stages.folder, "single frames", settings["epochs"], FRAMES_BATCH,
                peak, settings["seed"], progress,
            )  # fmt: skip

    return _taught(parts.encoder, stages, "single frames", settings, teach)


def teach_stretches(
    parts: Lrcn, footage, stages: Stages, settings: dict, progress: Progress, mixed: bool = False,
    known: list[np.ndarray] | None = None,
) -> list[dict]:  # fmt: skip
    """Train the whole LRCN (above the frozen lower half) on stretches, or load what an earlier run trained; as above.

    known: weights of a head that goes with this CNN; None: it begins with a fresh one.
    """

    def teach() -> list[dict]:
        caches = _cache_stretches(parts, footage, stages, settings, progress)
        kept = stages.folder / "stretches.scales.npz"
        if (stages.folder / "stretches.state.json").is_file() and kept.is_file():
            scales = Scales.read(kept)
        else:
            scales = warm_head(parts, caches[0], settings["seed"], progress, known)
            scales.write(kept)
        peak = settings.get("whole_rate") or BACKBONES[parts.spec.backbone].learning_rate / 2
        frames = caches[0].values.shape[1]
        with learner(parts, mixed) as learning:
            history = finetune(
                stretch_network(learning, scales, frames), *caches, stages.folder, "stretches", settings["whole"],
                max(1, STRETCHES_BATCH // frames), peak, settings["seed"], progress,
            )  # fmt: skip
        scales.fold(parts.head.get_layer("lstm"))
        return history

    return _taught(parts.lrcn, stages, "stretches", settings, teach)


def _cache_frames(parts: Lrcn, footage, stages: Stages, settings: dict, progress: Progress) -> list[FrameCache]:
    """Single frames of each label, ``per_second`` of each labelled second, each in ``views`` looks."""
    rate, views, labels, seed = (settings["per_second"], settings["views"], parts.spec.labels, settings["seed"])

    def plan(part: str) -> dict:
        per_second = rate if part == "training" else VALIDATION_RATE
        return {
            "times": pick_times(footage[part], labels, per_second, seed),
            "views": views if part == "training" else 0,
        }

    depends = {"rate": rate, "views": views}
    return _cache(parts, footage, stages, "frames", plan, depends, settings, progress)


def _cache_stretches(parts: Lrcn, footage, stages: Stages, settings: dict, progress: Progress) -> list[FrameCache]:
    """The whole footage in stretches on the model's clock, as many times over as there are looks."""
    spec, looks, seed = parts.spec, settings["whole_views"], settings["seed"]
    frames = stretch_frames(footage["training"], spec.sample_fps, spec.clip_length)

    def plan(part: str) -> dict:
        count = max(1, looks) if part == "training" else 1
        times, which = stretch_times(footage[part], spec.sample_fps, frames, count, seed)
        drawn = part == "training" and looks > 0
        return {"times": times, "looks": which, "views": int(drawn), "frames": frames}

    depends = {"looks": looks, "stretch": (frames, spec.clip_length, spec.sample_fps)}
    return _cache(parts, footage, stages, "stretches", plan, depends, settings, progress, deep=True)


def _cache(
    parts: Lrcn, footage, stages: Stages, stage: str, plan, depends: dict, settings: dict, progress: Progress,
    deep: bool = False,
) -> list[FrameCache]:  # fmt: skip
    """Training rows in random looks, validation rows as they are, both through the frozen lower half.

    plan: from ``training`` or ``validation`` to what ``fill_cache`` is to fill. deep: which cut. Rows are kept by what they
    depend on, so that another head on the same CNN finds them.
    """
    spec, seed = parts.spec, settings["seed"]
    lower, _ = halves(parts.backbone, spec.backbone, deep)
    depends = depends | {key: settings[key] for key in ("labels", "videos", "seed")}
    depends |= {"image": (*spec.image_size, spec.scaling), "lower": 0 if lower is None else fingerprint(lower)}
    paths = {part: stages.folder / f"{stage}_{part}" for part in ("training", "validation")}
    if stages.result(stage, depends) is None:
        frozen = None if lower is None else freeze(lower, stages.folder / "lower.tflite")
        for part, path in paths.items():
            videos, wanted = footage[part], plan(part)
            advance = progress.task(f"Reading {part} {stage}", len(videos))
            fill_cache(path, videos, spec=spec, lower=frozen, seed=seed, done=advance, **wanted)
        stages.finish(stage, depends, {})
    caches = [open_cache(path, spec) for path in paths.values()]
    counts = np.bincount(caches[0].labels[caches[0].labels != UNDECIDED], minlength=len(spec.labels))
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
