"""The view model of a library in the window: what is asked for, what was found, and moments like one. Pure but for its thread.

Everything that takes time is done in one thread: of several questions that wait only the newest is answered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import UserError
from app.events import Dispatch, Event, at_once
from app.library.moment import Hit
from app.library.place import Place
from app.log import note
from model.errors import FootageError, ModelError
from model.program_name import small_install

SHOWN = 60  # hits at once; "more" gives as many again
EMPTY = "There is no library yet. Choose a folder of recordings: it is looked through at low priority, and can be searched then."


@dataclass(frozen=True)
class Asked:
    """What is looked for: filters, or moments like one.

    Attributes:
        label: "" for any.
        longer: Seconds.
        surer: 0..1.
        near, near_seconds: Another label close by; "" for none.
        text: In the path.
        order: One of ``app.library.find.ORDERS``.
        like: A video, a time in it and what is in it ("" where that is not known), whose likes are looked for in place of
            all that.
    """

    label: str = ""
    longer: float = 0.0
    surer: float = 0.0
    near: str = ""
    near_seconds: float = 10.0
    text: str = ""
    order: str = "newest"
    like: tuple[str, float, str] | None = None


@dataclass(frozen=True)
class Shown:
    """What there is to see.

    Attributes:
        items: The first of what was found.
        count: How many there are.
        labels: All that may be asked for.
        videos: How many are in the library.
        problem: Why nothing can be shown, one sentence; "" otherwise.
    """

    items: tuple[Hit, ...] = ()
    count: int = 0
    labels: tuple[str, ...] = ()
    videos: int = 0
    problem: str = ""


class LibraryBrowser:
    """What the window shows of a library.

    Attributes:
        asked: What is looked for.
        shown: What was found last.
        changed: ``shown`` is another one.
        working: Whether a question waits for its answer.
    """

    def __init__(self, model: Callable[[], Path], dispatch: Dispatch = at_once, place: Place | None = None):
        """
        Args:
            model: The folder of the model that looks at moments of videos that are not in the library.
            dispatch: Brings answers into the thread that this belongs to.
            place: None: the program's own.
        """
        self._model, self._dispatch, self.place = model, dispatch, place or Place()
        self.asked, self.shown, self._most = Asked(), Shown(), SHOWN
        self.changed = Event()
        self._wake = threading.Condition()
        self._next: tuple[Asked, int] | None = None
        self._closed = False
        self._thread: threading.Thread | None = None
        self.working = False

    def ask(self, **changes) -> None:
        """Look for something else: fields of ``Asked``. A filter that is changed ends the search for moments like one."""
        self.asked, self._most = replace(self.asked, **({"like": None} | changes)), SHOWN
        self._begin()

    def more_like(self, path: str, time: float, content: str = "") -> None:
        """Look for moments that look like one of a video, in the library (by its content) or not."""
        self.ask(like=(path, time, content))

    def show_more(self) -> None:
        """Give as many results again."""
        self._most += SHOWN
        self._begin()

    def close(self) -> None:
        """End the thread. Idempotent."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(5.0)

    def _begin(self) -> None:
        self.working = True
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="library", daemon=True)
            self._thread.start()
        with self._wake:
            self._next = self.asked, self._most
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._next is not None or self._closed)
                if self._closed:
                    return
                (asked, most), self._next = self._next, None
            try:
                found = self._answer(asked, most)
            except (UserError, FootageError, ModelError) as error:
                found = Shown(problem=str(error))
            except ModuleNotFoundError:
                found = Shown(problem=f"The library needs the package duckdb: {small_install()}, and start again.")
            except Exception as error:  # a bug: the window goes on
                note(f"Asking the library: {error}", error)
                found = Shown(
                    problem=f"The library could not be asked: an unexpected {type(error).__name__} ({error})."
                )
            self._dispatch(lambda asked=asked, most=most, found=found: self._take(asked, most, found))

    def _take(self, asked: Asked, most: int, found: Shown) -> None:
        if (asked, most) == (self.asked, self._most):
            self.working = False
        self.shown = found
        self.changed.emit()

    def _answer(self, asked: Asked, most: int) -> Shown:
        from app.library.find import labels_in
        from app.library.index import reading
        from app.library.statistics import extent

        if not self.place.exists:
            return Shown(problem=EMPTY)
        with reading(self.place) as index:
            labels, videos = tuple(sorted(labels_in(index))), extent(index).videos
            items, count = self._like(index, *asked.like, most) if asked.like else self._find(index, asked, most)
        return Shown(items, count, labels, videos)

    def _find(self, index, asked: Asked, most: int) -> tuple[tuple[Hit, ...], int]:
        from app.library.find import Query, find

        near = ((asked.near, asked.near_seconds),) if asked.near else ()
        labels = (asked.label,) if asked.label else ()
        query = Query(labels, asked.longer, asked.surer, near, None, asked.text, order=asked.order, most=most)
        found = find(index, query)
        return found.hits, found.count

    def _like(self, index, path: str, time: float, content: str, most: int) -> tuple[tuple[Hit, ...], int]:
        from app.library.alike import alike, moment_in, moment_of_video
        from app.library.look import LibraryModel
        from model.video.identity import content_of

        wanted = moment_in(index, content or content_of(Path(path)), time)
        if wanted is None:
            wanted = moment_of_video(Path(path), time, LibraryModel.of(self._model()))
        items = tuple(
            Hit(
                one.content, one.path, one.duration, max(0.0, one.time - 0.5), one.time + 0.5, one.label, one.similarity
            )
            for one in alike(index, wanted, most)
        )
        return items, len(items)

    def prepare(self, item: Hit, then: Callable[[], None]) -> None:
        """Have the window know the timeline of an item's video without a scan, then call ``then``; returns at once."""

        def run() -> None:
            self._keep_timeline(item.content)
            self._dispatch(then)

        threading.Thread(target=run, name="library-open", daemon=True).start()

    def _keep_timeline(self, content: str) -> None:
        """Put the segments where a scan by that model would have put them, unless one has."""
        from app.library.parquet_file import AnswersFile
        from app.recorded import scan_store

        try:
            with AnswersFile(self.place.file_of(content)) as kept:
                about, segments = kept.about, tuple(kept.segments())
        except (UserError, OSError, ModuleNotFoundError):
            return
        if segments and not about.by_embeddings:  # those are nearly, but not always, what a scan would find
            found = scan_store.StoredScan(about.duration, segments[-1].end, True, "", segments)
            scan_store.save(about.key, found)

    def thumbnail(self, item: Hit) -> bytes | None:
        """The JPEG file of an item's picture; None where there is none. Takes a while; from any thread."""
        from app.library.parquet_file import AnswersFile

        try:
            with AnswersFile(self.place.file_of(item.content)) as kept:
                return kept.thumbnail_near((item.start + item.end) / 2)
        except (UserError, OSError, ModuleNotFoundError):
            return None
