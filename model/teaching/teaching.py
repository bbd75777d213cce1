"""A whole teaching: from labelled videos to a model folder and a report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from model.datasets.label_file import LabelledSegment
from model.datasets.read import LabelledVideo
from model.engine.taught_file import TAUGHT_FILE, save_taught_head
from model.engine.taught_head import TaughtHead
from model.errors import FootageError
from model.evaluation.ground_truth import true_labels
from model.files import write_whole
from model.json_data import read_json
from model.registry import check_model_folder
from model.spec import ModelSpec
from model.teaching.card import write_card
from model.teaching.embeddings import EmbeddingCache
from model.teaching.encoder import GENERAL, copy_encoder, encoder_identity, open_encoder, read_encoder
from model.teaching.footage import Teachable, embed, open_footage, seconds_left, with_labels
from model.teaching.learn import OFFLINE_FRAMES, Learned, Samples, learn, say_held_out
from model.teaching.new_folder import new_folder
from model.teaching.report import counts_of, held_out_figures, mistakes_of, warnings_of
from model.teaching.samples import EmbeddedVideo
from model.teaching.suggest import suggest

REPORT_FILE, MARKS_FILE = "report.json", "marks.json"
STAGES = ("encoding", "learning", "reporting")

OnStage = Callable[[str, float, "float | None", str], None]  # stage, share done, seconds left or None, plain words


@dataclass(frozen=True)
class TeachingRequest:
    """What is to be taught.

    Attributes:
        footage: Videos with their labels.
        labels: That the model is to tell apart, two or more.
        name: Of the model.
        out: Its folder, new.
        cache: Folder for what is encoded.
        cache_bytes: That it may hold.
        encoder: Folder of the general encoder.
        before: Folder of the model that was taught before, to compare with; None without.
        seed: Of all that is drawn at random.
        about: What the report says first, such as the project's name.
    """

    footage: tuple[LabelledVideo, ...]
    labels: tuple[str, ...]
    name: str
    out: Path
    cache: Path
    cache_bytes: int = 2 * 2**30
    encoder: Path = GENERAL
    before: Path | None = None
    seed: int = 0
    about: dict = field(default_factory=dict)


def teach(
    request: TeachingRequest,
    on_stage: OnStage = lambda stage, done, left, text: None,
    on_unreadable: Callable[[str], None] = lambda sentence: None,
    threads: int | None = None,
) -> dict:
    """Teach a model, and write its folder whole or not at all.

    Args:
        request: What is to be taught.
        on_stage: See OnStage; it may raise to stop: what was encoded stays in the cache.
        on_unreadable: Told a sentence for each video that cannot be read, which is left out.
        threads: For the CNN; by default as the engine has them.

    Returns:
        The report, as plain values.

    Raises:
        FootageError: Fewer than two labels are marked in videos that can be read.
        ModelError: The encoder is missing or damaged.
        OutputError: The folder holds something.
        OSError: Something cannot be written.
    """
    check_model_folder(request.out)
    began = time.monotonic()
    footage = open_footage(request.footage, on_unreadable)
    spec = read_encoder(request.encoder, request.name, _marked_labels(request.labels, footage))
    encoder = open_encoder(request.encoder, spec, threads)
    cache = EmbeddingCache(request.cache, encoder_identity(request.encoder, spec), request.cache_bytes)
    behind = OFFLINE_FRAMES // 2

    def encoded(done: int, of: int) -> None:
        left = seconds_left(began, done, of)
        on_stage("encoding", done / of, left, f"Looking at the marked videos: {done} of {of} pictures")

    on_stage("encoding", 0.0, None, "Looking at the marked videos")
    embeddings = embed(
        footage,
        encoder,
        encoder.features,
        spec,
        cache,
        max(spec.clip_length - 1, behind),
        behind,
        encoded,
        on_unreadable,
    )
    videos = with_labels(footage, embeddings, spec.labels)
    samples = Samples(videos, len(spec.labels)) if videos else None
    if samples is None or len(np.unique(samples.ground_truth)) < 2:
        raise _too_few(spec.labels)
    encoding, at = time.monotonic() - began, time.monotonic()

    def learning(share: float) -> None:
        on_stage(
            "learning", share, seconds_left(at, round(share * 100), 100), "Learning, and trying it on held-out time"
        )

    learned = learn(samples, spec.clip_length, request.seed, learning)
    on_stage("reporting", 0.0, None, "Writing the report")
    figures = held_out_figures(learned.held_out, videos, spec.clip_length, spec.labels)
    before = _figures_before(request, spec, footage, videos, samples, learned)
    counts = counts_of(footage, spec.labels)
    said_before = None if before is None else before["balanced_accuracy"]
    report = request.about | {
        "name": request.name,
        "folder": str(request.out),
        "labels": list(spec.labels),
        "counts": counts,
        "held_out": figures,
        "before": before,
        "better": said_before is None or (figures["balanced_accuracy"] or 0.0) >= said_before,
        "heads": {kind: round(value, 4) for kind, value in learned.accuracies.items()},
        "chosen": learned.kind,
        "warnings": warnings_of(counts, figures),
        "mistakes": mistakes_of(learned.held_out, videos, spec.labels),
        "check": [asdict(one) for one in suggest(footage, embeddings, learned.head, spec)],
        "seconds": {"encoding": round(encoding, 2), "learning": round(time.monotonic() - at, 2)},
    }
    report["seconds"]["all"] = round(time.monotonic() - began, 2)
    _write(request, spec, learned.head, footage, report)
    on_stage("reporting", 1.0, 0.0, "Done")
    return report


def _marked_labels(labels: tuple[str, ...], footage: list[Teachable]) -> tuple[str, ...]:
    """Those of ``labels`` that are marked somewhere: what is never shown cannot be learned. Raises FootageError."""
    marked = {segment.label for one in footage for segment in one.video.segments}
    found = tuple(label for label in labels if label in marked)
    if len(found) < 2:
        raise _too_few(found)
    return found


def _too_few(labels: tuple[str, ...]) -> FootageError:
    there = f"only {labels[0]} is" if len(labels) == 1 else "nothing is"
    return FootageError(
        f"Received footage in which {there} marked: expected moments of at least two labels in videos that can be read "
        "(others is one: time in which nothing of interest happens); mark some more."
    )


def _figures_before(
    request: TeachingRequest,
    spec: ModelSpec,
    footage: list[Teachable],
    videos: list[EmbeddedVideo],
    samples: Samples,
    learned: Learned,
) -> dict | None:
    """What the marks of the last time would have taught, on the same held-out time; None where there was no last time.

    The last model itself has learned from some of that time by now, so that its figures would flatter it.
    """
    marks = _read_marks(request.before)
    if marks is None or not len(learned.held_out.row):
        return None
    by_name = {one.name: one for one in footage}
    taught = []
    for video in videos:
        one = by_name[video.name]
        labelled = LabelledVideo(one.video.path, tuple(marks.get(one.content, ())))
        taught.append(true_labels(labelled, spec.labels, video.embeddings.times[video.labelled]))
    teaches = np.concatenate(taught)
    said = say_held_out(samples, teaches, spec.clip_length, learned, request.seed)
    if said is None:
        return None
    name = request.before.name
    return {"model": name} | held_out_figures(said, videos, spec.clip_length, spec.labels)


def _read_marks(folder: Path | None) -> dict[str, list[LabelledSegment]] | None:
    """The marks that the model in ``folder`` was taught from, by the content of the videos; None where they cannot be read."""
    if folder is None:
        return None
    try:
        data = read_json(Path(folder) / MARKS_FILE)
        return {
            str(content): [LabelledSegment(float(start), float(end), str(label)) for start, end, label in rows]
            for content, rows in data.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _write(request: TeachingRequest, spec: ModelSpec, head: TaughtHead, footage: list[Teachable], report: dict) -> None:
    """Write the model's folder, whole or not at all."""
    marks = {one.content: [[s.start, s.end, s.label] for s in one.video.segments] for one in footage}
    with new_folder(request.out) as folder:
        copy_encoder(request.encoder, folder)
        save_taught_head(head, folder / TAUGHT_FILE)
        write_whole(folder / MARKS_FILE, json.dumps(marks) + "\n")
        write_whole(folder / REPORT_FILE, json.dumps(report, indent=2) + "\n")
        write_card(folder, spec, report)
        spec.write(folder)  # last: it tells of the others
