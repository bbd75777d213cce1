"""A whole teaching: from labelled videos to a model folder and a report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from model.datasets.read import LabelledVideo
from model.engine.knowledge import KNOWLEDGE_FILE, load_knowledge
from model.engine.taught_file import TAUGHT_FILE, save_taught_head
from model.engine.taught_head import TaughtHead
from model.errors import FootageError
from model.files import write_whole
from model.registry import check_model_folder
from model.spec import ModelSpec
from model.teaching.before import MARKS_FILE, figures_before
from model.teaching.card import write_card
from model.teaching.embeddings import EmbeddingCache, Embeddings
from model.teaching.encoder import GENERAL, copy_encoder, encoder_identity, open_encoder, read_encoder
from model.teaching.footage import Teachable, embed, open_footage, seconds_left, with_labels
from model.teaching.learn import OFFLINE_FRAMES, Learned, Samples, learn
from model.teaching.new_folder import new_folder
from model.teaching.pictures import REPORT_FILE, Look, PictureKind
from model.teaching.report import counts_of, differing_videos, held_out_figures, mistakes_of, warnings_of
from model.teaching.samples import EmbeddedVideo
from model.teaching.suggest import suggest

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


@dataclass(frozen=True)
class Encoded:
    """embeddings: of each video of a teaching. videos: those of which there are any, with labels. samples: of these."""

    embeddings: list[Embeddings]
    videos: list[EmbeddedVideo]
    samples: Samples


@dataclass(frozen=True)
class Lesson:
    """A teaching that is done, and what it was made of.

    spec: of the model. footage: the videos. encoded: the marked time. learned: from it. report: as plain values.
    """

    spec: ModelSpec
    footage: list[Teachable]
    encoded: Encoded
    learned: Learned
    report: dict


def teach(
    request: TeachingRequest,
    on_stage: OnStage = lambda stage, done, left, text: None,
    on_unreadable: Callable[[str], None] = lambda sentence: None,
    threads: int | None = None,
) -> Lesson:
    """Teach a model, and write its folder whole or not at all.

    Args:
        request: What is to be taught.
        on_stage: See OnStage; it may raise to stop: what was encoded stays in the cache.
        on_unreadable: Told a sentence for each video that cannot be read, which is left out.
        threads: For the CNN; by default as the engine has them.

    Returns:
        What was done.

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

    def encoding(done: int, of: int) -> None:
        left = seconds_left(began, done, of)
        on_stage("encoding", done / of, left, f"Looking at the marked videos: {done} of {of} pictures")

    on_stage("encoding", 0.0, None, "Looking at the marked videos")
    encoded = encode_footage(request, request.encoder, spec, footage, encoding, on_unreadable, threads)
    at = time.monotonic()

    def learning(share: float) -> None:
        on_stage(
            "learning", share, seconds_left(at, round(share * 100), 100), "Learning, and trying it on held-out time"
        )

    learned = learn(encoded.samples, spec.clip_length, request.seed, learning)
    on_stage("reporting", 0.0, None, "Writing the report")
    before = figures_before(request.before, spec, footage, encoded.videos, encoded.samples, learned, request.seed)
    report = report_on(request, spec, footage, encoded, learned, before)
    now = time.monotonic()
    report["seconds"] = {"encoding": round(at - began, 2), "learning": round(now - at, 2), "all": round(now - began, 2)}
    with new_folder(request.out) as folder:
        write_model(request.encoder, spec, learned.head, footage, report, folder)
    on_stage("reporting", 1.0, 0.0, "Done")
    return Lesson(spec, footage, encoded, learned, report)


def encode_footage(
    request: TeachingRequest,
    encoder: Path,
    spec: ModelSpec,
    footage: list[Teachable],
    on_progress: Callable[[int, int], None],
    on_unreadable: Callable[[str], None],
    threads: int | None,
) -> Encoded:
    """Encode what is marked with the encoder in a folder. on_progress: as for ``embed``. Raises as ``teach``."""
    encode = open_encoder(encoder, spec, threads)
    cache = EmbeddingCache(request.cache, encoder_identity(encoder, spec), request.cache_bytes)
    behind = OFFLINE_FRAMES // 2
    before = max(spec.clip_length - 1, behind)
    embeddings = embed(footage, encode, encode.features, spec, cache, before, behind, on_progress, on_unreadable)
    videos = with_labels(footage, embeddings, spec.labels)
    knowledge = load_knowledge(encoder / KNOWLEDGE_FILE, encode.features)
    scores_of = None if knowledge is None else knowledge.scores_of(spec.labels)
    samples = Samples(videos, len(spec.labels), knowledge, scores_of) if videos else None
    if samples is None or len(np.unique(samples.ground_truth)) < 2:
        raise _too_few(spec.labels)
    return Encoded(embeddings, videos, samples)


def report_on(
    request: TeachingRequest,
    spec: ModelSpec,
    footage: list[Teachable],
    encoded: Encoded,
    learned: Learned,
    before: dict | None,
) -> dict:
    """The report of what was learned, but for how long it took. before: figures of the last time's marks."""
    figures = held_out_figures(learned.held_out, encoded.videos, spec.clip_length, spec.labels)
    counts = counts_of(footage, spec.labels)
    looks = _looks(footage, encoded.videos)
    said_before = None if before is None else before["balanced_accuracy"]
    return request.about | {
        "name": request.name,
        "folder": str(request.out),
        "labels": list(spec.labels),
        "counts": counts,
        "pictures": PictureKind.of(looks.values()).as_data(),
        "held_out": figures,
        "before": before,
        "better": said_before is None or (figures["balanced_accuracy"] or 0.0) >= said_before,
        "heads": {kind: round(value, 4) for kind, value in learned.accuracies.items()},
        "chosen": learned.kind,
        "warnings": [
            *warnings_of(counts, figures, encoded.samples.whole_videos),
            *differing_videos(looks, spec.sample_fps),
        ],
        "mistakes": mistakes_of(learned.held_out, encoded.videos, spec.clip_length, spec.labels),
        "check": [asdict(one) for one in suggest(footage, encoded.embeddings, learned.head, spec)],
    }


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


def _looks(footage: list[Teachable], videos: list[EmbeddedVideo]) -> dict[str, Look]:
    """How the pictures look that are learned from, by the names of their videos."""
    used = {video.name: video.embeddings.brightness[video.labelled] for video in videos if len(video.labelled)}
    return {one.name: Look(one.size, one.rate, used[one.name]) for one in footage if one.name in used}


def write_model(
    encoder: Path, spec: ModelSpec, head: TaughtHead, footage: list[Teachable], report: dict, folder: Path
) -> None:
    """Fill a taught model's ``folder``. encoder: the folder of the encoder that its head stands on. Raises OSError."""
    marks = {one.content: [[s.start, s.end, s.label] for s in one.video.segments] for one in footage}
    copy_encoder(encoder, folder)
    save_taught_head(head, folder / TAUGHT_FILE)
    write_whole(folder / MARKS_FILE, json.dumps(marks) + "\n")
    write_whole(folder / REPORT_FILE, json.dumps(report, indent=2) + "\n")
    write_card(folder, spec, report)
    spec.write(folder)  # last: it tells of the others
