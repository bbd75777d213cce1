"""Looking at one video for the library: classified once, each frame encoded once, and all that is kept made on the way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from app.errors import UserError
from app.library.answers import MOST_SECONDS, About, Answers, Seconds
from app.library.packing import Packer, unpack
from app.library.parquet_file import AnswersFile
from app.library.search_vectors import SecondVectors
from app.library.thumbnails import Thumbnails
from app.recorded.classify import classify_embeddings, classify_video
from app.recorded.result import Result
from app.recorded.scan_store import key_of
from model.digests import digest_of, digests_in
from model.engine import Engine
from model.spec import ModelSpec, read_spec
from model.teaching.encoder import encoder_identity
from model.video.identity import content_digest

Progress = Callable[[float, float | None], None]


@dataclass(frozen=True)
class LibraryModel:
    """A model that answers.

    Attributes:
        folder: The model's.
        spec: The model's.
        encoder: What tells its CNN's features from another's.
        id: What tells it from others of that name.
    """

    folder: Path
    spec: ModelSpec
    encoder: str
    id: str

    @classmethod
    def of(cls, folder: Path) -> LibraryModel:
        """The model in a folder. Raises ModelError or OSError."""
        spec = read_spec(folder)
        said = json.dumps([repr(spec), digests_in(folder)])
        return cls(Path(folder), spec, encoder_identity(folder, spec), digest_of(said.encode())[:16])


def look_at(
    video: Path,
    model: LibraryModel,
    engine: Engine,
    on_progress: Progress = lambda s, d: None,
    cores: int | None = None,
) -> Answers:
    """Classify a video, and make all that a library keeps of it.

    Args:
        video: The file.
        model: Which answers.
        engine: Of the model; belongs to this call for as long.
        on_progress: As of ``classify_video``.
        cores: As of ``classify_video``.

    Returns:
        What is kept.

    Raises:
        SourceError: It cannot be read, or is shorter than the model's window.
        UserError: It was written to meanwhile.
        FootageError: It went away meanwhile.
    """
    before, key, content = os.stat(video), key_of(video, model.folder), content_digest(video).hexdigest()
    packer, seconds, thumbnails = Packer(), SecondVectors(), Thumbnails(model.spec.sample_fps)

    def frame(time: float, features: np.ndarray) -> None:
        packer.push(time, features)
        seconds.push(time, features)

    result = classify_video(video, engine, on_progress, cores=cores, on_frame=frame, on_picture=thumbnails.look)
    after = os.stat(video)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise UserError(f"Received {video}: it was written to while it was classified; add it again when it is done.")
    embeddings = packer.end()
    about = About(
        content, os.path.abspath(video), after.st_size, after.st_mtime, _duration(result), model.spec.name, model.id,
        model.spec.labels, model.spec.sample_fps, key, model.encoder, len(embeddings[0].mean),
    )  # fmt: skip
    pictures = thumbnails.chosen(result.segments, about.duration)
    return _answers(about, result, seconds.end(), pictures, embeddings)


def look_again(kept: AnswersFile, model: LibraryModel, engine: Engine, key: str, on_progress: Progress) -> Answers:
    """Have another model classify what is kept of a video's frames, which its CNN would encode alike.

    Args:
        kept: What is kept of the video.
        model: Which answers now.
        engine: Of the model.
        key: Of the video and the model, as ``key_of`` gives it.
        on_progress: As of ``classify_video``.

    Returns:
        What is kept from now on. Embeddings in small form are nearly those that they were made of, and so are the answers.

    Raises:
        SourceError: It is shorter than the model's window.
        UserError: What is kept is damaged.
    """
    old, parts = kept.about, tuple(kept.embeddings())
    frames = chain.from_iterable(map(unpack, parts))
    result = classify_embeddings(Path(old.path), engine, frames, old.duration, on_progress)
    about = About(
        old.content, old.path, old.size, old.changed, old.duration, model.spec.name, model.id,
        model.spec.labels, model.spec.sample_fps, key, model.encoder, old.features, by_embeddings=True,
    )  # fmt: skip
    return _answers(about, result, kept.seconds(), kept.thumbnails(), parts)


def answers_from_embeddings(kept: About, model: LibraryModel) -> bool:
    """Whether a model can answer by what is kept of a video's frames."""
    return kept.encoder == model.encoder and kept.sample_fps == model.spec.sample_fps


def _answers(about: About, result: Result, seconds: Seconds, pictures, embeddings) -> Answers:
    times = np.array([prediction.time for prediction in result.predictions])
    rows = np.stack([prediction.probabilities for prediction in result.predictions])
    return Answers(about, result.segments, times, rows, seconds, pictures, embeddings)


def _duration(result: Result) -> float:
    """Seconds to the end of the video; where that is unknown, to that of its timeline."""
    end = result.segments[-1].end
    return float(min(max(result.duration or end, end), MOST_SECONDS))
