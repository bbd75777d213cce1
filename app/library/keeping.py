"""The step that makes one video's Parquet file, whoever has it done: this machine's engines, or a cluster's workers.

It is done once: a video belongs to the process that claims it, and whoever comes later takes what is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.library.answers import Answers
from app.library.fine_vectors import write_codes
from app.library.look import LibraryModel, Progress, answers_from_embeddings, look_again, look_at
from app.library.parquet_file import AnswersFile, write_answers
from app.library.place import Place
from app.library.plan import Todo, is_answered
from app.log import note
from app.recorded.parallel import LeftError
from app.recorded.scan_store import key_of
from model.engine import Engine
from model.errors import FootageError, ModelError

WAIT_SECONDS = 0.5  # for a video that another process has, before looking whether to go on waiting


@dataclass(frozen=True)
class Added:
    """What became of one video.

    Attributes:
        number: Among those that were to be added, from 0.
        failure: Why it could not be added, one sentence; "" where it was.
        segments: How many it has.
        by_others: Whether another process did it meanwhile.
        by_embeddings: Whether its frames did not have to be encoded again.
    """

    number: int
    failure: str = ""
    segments: int = 0
    by_others: bool = False
    by_embeddings: bool = False


def keep_one(
    place: Place, number: int, job: Todo, model: LibraryModel, engine: Engine, cores: int | None,
    progress: Progress = lambda seconds, duration: None, check: Callable[[], None] = lambda: None,
) -> tuple[Added, Answers | None]:  # fmt: skip
    """Make one video's Parquet file, once it is nobody else's to make. The index is left as it is.

    Args:
        place: The library's, made.
        number: The video's, among those that are to be added.
        job: The video.
        model: Which answers.
        engine: Of the model; belongs to this call for as long.
        cores, progress: As of ``classify_video``.
        check: Called while another process makes it; may raise to stop.

    Returns:
        What became of it, and what was kept: None where that is another process's, or nothing.

    Raises:
        UserError: The library cannot be written to.
        ModelError: The model does not work.
    """
    patience = 0.0
    while True:
        check()
        with _claiming(place, job.content, patience) as mine:
            if mine and is_answered(place, job.content, model):
                return Added(number, by_others=True), None
            if mine:
                return _keep_mine(place, number, job, model, engine, cores, progress)
        patience = WAIT_SECONDS


@contextmanager
def _claiming(place: Place, content: str, patience: float) -> Iterator[bool]:
    """As ``Place.claiming``, with a sentence where the claim cannot be written."""
    with ExitStack() as stack:
        try:
            mine = stack.enter_context(place.claiming(content, patience))
        except OSError as error:
            raise _cannot_keep(place, content, error) from error
        yield mine


def _keep_mine(
    place: Place, number: int, job: Todo, model: LibraryModel, engine, cores, progress: Progress
) -> tuple[Added, Answers | None]:
    try:
        answers = make_answers(place, job.video, job.content, model, engine, cores, progress)
    except (UserError, FootageError) as error:
        return Added(number, str(error)), None
    except OSError as error:
        return Added(number, f"Received {job.video}: it cannot be read ({error.strerror or error})."), None
    except (LeftError, ModelError):
        raise
    except Exception as error:  # whatever one video does must not end the others
        note(f"Adding {job.video}: {error}", error)
        sentence = f"Received {job.video}: an unexpected {type(error).__name__} ({error}) while classifying it."
        return Added(number, sentence), None
    keep(place, answers)
    return Added(number, "", len(answers.segments), by_embeddings=answers.about.by_embeddings), answers


def make_answers(
    place: Place, video: Path, content: str, model: LibraryModel, engine: Engine, cores: int | None, progress: Progress
) -> Answers:
    """Answer for one video: by what is kept of its frames where that can be, else by the video.

    Raises:
        UserError, FootageError, OSError: It cannot be answered for.
        ModelError: The model does not work.
    """
    try:
        with AnswersFile(place.file_of(content)) as kept:
            if kept.about.content == content and answers_from_embeddings(kept.about, model):
                return look_again(kept, model, engine, key_of(video, model.folder), progress)
    except FileNotFoundError:
        pass
    except UserError:  # damaged, or of an earlier version
        if not os.path.exists(video):
            raise
    return look_at(video, model, engine, progress, cores)


def keep(place: Place, answers: Answers) -> None:
    """Write a video's files; earlier answers stay until the new ones are whole.

    Raises:
        UserError: They cannot be written.
    """
    about, fine = answers.about, answers.seconds.fine
    try:
        if fine is not None:
            write_codes(place.fine_of(about.content), about.encoder, fine)
        write_answers(place.file_of(about.content), answers)
    except OSError as error:
        raise _cannot_keep(place, about.content, error) from error


def _cannot_keep(place: Place, content: str, error: OSError) -> UserError:
    return UserError(
        f"Received library {place.folder}: {place.file_of(content).name} could not be kept ({error.strerror or error}); "
        "what was added before is whole; make room, or change its permissions, and add again."
    )
