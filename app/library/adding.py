"""Adding videos to a library: each classified, kept whole or not at all, and then taken into the index.

Several processes may add at once: a video belongs to the one that claims it, and whoever comes later takes what is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.library.answers import Answers
from app.library.database import DatabaseError
from app.library.entry import entry_of, read_entry
from app.library.index import cannot_index, writing
from app.library.look import LibraryModel, Progress, answers_from_embeddings, look_again, look_at
from app.library.parquet_file import AnswersFile, write_answers
from app.library.place import Place
from app.library.plan import Todo, is_answered
from app.log import note
from app.recorded.parallel import LeftError, cores_each, side_by_side
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


def add(
    place: Place,
    todo: Sequence[Todo],
    model: LibraryModel,
    engines: Sequence[Engine],
    on_progress: Callable[[int, float], None] = lambda number, seconds: None,
) -> Iterator[Added]:
    """Answer for videos side by side, as many as there are engines.

    Args:
        place: The library's, made.
        todo: What is to be done.
        model: Which answers.
        engines: Of the model.
        on_progress: Told of a video's number and the seconds of it that are done; may raise to stop.

    Yields:
        What became of each, in order. Whoever closes the iterator waits for those that are being classified to stop.

    Raises:
        UserError: The library cannot be written to; what was whole by then stays.
        ModelError: The model does not work.
    """
    cores = cores_each(len(engines))

    def one(number: int, job: Todo, engine: Engine, check: Callable[[], None]) -> Added:
        def progress(seconds: float, _duration: float | None) -> None:
            check()
            on_progress(number, seconds)

        return _one(place, number, job, model, engine, cores, progress, check)

    with closing(side_by_side(todo, engines, one)) as done:
        yield from done


def _one(place: Place, number: int, job: Todo, model: LibraryModel, engine, cores, progress: Progress, check) -> Added:
    """Wait for a claim to the video, and answer for it."""
    patience = 0.0
    while True:
        check()
        with place.claiming(job.content, patience) as mine:
            if mine:
                if is_answered(place, job.content, model):
                    put(place, job.content)
                    return Added(number, by_others=True)
                return _answer(place, number, job, model, engine, cores, progress)
        patience = WAIT_SECONDS


def _answer(place: Place, number: int, job: Todo, model: LibraryModel, engine, cores, progress: Progress) -> Added:
    try:
        answers = make_answers(place, job.video, job.content, model, engine, cores, progress)
    except (UserError, FootageError) as error:
        return Added(number, str(error))
    except OSError as error:
        return Added(number, f"Received {job.video}: it cannot be read ({error.strerror or error}).")
    except (LeftError, ModelError):
        raise
    except Exception as error:  # whatever one video does must not end the others
        note(f"Adding {job.video}: {error}", error)
        return Added(
            number, f"Received {job.video}: an unexpected {type(error).__name__} ({error}) while classifying it."
        )
    keep(place, answers)
    put(place, answers.about.content, answers)
    return Added(number, "", len(answers.segments), by_embeddings=answers.about.by_embeddings)


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
    """Write a video's Parquet file; earlier answers stay until it is whole.

    Raises:
        UserError: It cannot be written.
    """
    try:
        write_answers(place.file_of(answers.about.content), answers)
    except OSError as error:
        raise UserError(
            f"Received library {place.folder}: {os.path.basename(answers.about.path)} could not be kept "
            f"({error.strerror or error}); what was added before is whole; make room, or change its permissions, and add again."
        ) from error


def put(place: Place, content: str, answers: Answers | None = None) -> None:
    """Take a video that is kept into the index.

    Args:
        place: The library's.
        content: The video's.
        answers: What is kept of it; None: it is read.

    Raises:
        UserError: The index cannot be written to.
    """
    try:
        if answers is None:
            entry = read_entry(place, content)
        else:
            entry = entry_of(place, answers.about, answers.segments, answers.seconds)
        with writing(place) as index:
            index.put([entry])
    except (DatabaseError, OSError) as error:
        raise cannot_index(place, error) from error


def note_moves(place: Place, moved: dict[str, str]) -> None:
    """Keep where videos lie now, by content. Raises UserError."""
    if not moved:
        return
    try:
        for content, path in moved.items():
            place.note_move(content, path)
        with writing(place) as index:
            for content, path in moved.items():
                index.move(content, path)
    except (DatabaseError, OSError) as error:
        raise cannot_index(place, error) from error
