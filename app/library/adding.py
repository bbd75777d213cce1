"""Adding videos to a library on this machine: each classified, kept whole or not at all, and then taken into the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from app.library.answers import Answers
from app.library.database import DatabaseError
from app.library.entry import entry_of, read_entry
from app.library.index import cannot_index, writing
from app.library.keeping import Added, keep_one
from app.library.look import LibraryModel
from app.library.place import Place
from app.library.plan import Todo
from app.recorded.parallel import cores_each, side_by_side
from model.engine import Engine


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

        added, answers = keep_one(place, number, job, model, engine, cores, progress, check)
        if not added.failure:
            put(place, job.content, answers)
        return added

    with closing(side_by_side(todo, engines, one)) as done:
        yield from done


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
