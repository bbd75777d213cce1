"""The view model of a recorded video's timeline: what a scan finds, what a person corrects, and what is exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import UserError
from app.events import Dispatch, Event, at_once
from app.export import named_as, write_export
from app.recorded.result import Result
from app.recorded.scan_store import StoredScan
from app.recorded.scanner import Scanner
from app.saver import Saver
from app.timeline.agreement import Agreement, agreement
from app.timeline.beside_reader import BesideReader
from app.timeline.editing import EditableTimeline
from app.timeline.edits import edit
from app.timeline.other_labels import labels_within
from app.timeline.timeline import Segment
from model.errors import OutputError
from model.outputs import Wrote
from model.paths import expand_user
from model.spec import ModelSpec
from model.video.chapters import Chapter

NOT_SAVED = "The corrections could not be kept: their folder cannot be written to"
ENDED_EARLY, SCANNING = "Scan ended early", "Scanning "
# Makes the scan of a video (a path) by a model (its folder), which tells a callback what it finds: ``Scanner``, or a double.
ScannerFactory = Callable[[Path, Path, Callable[[StoredScan, list[Segment], float], None]], Scanner]


class TimelineDocument:
    """The timeline of the video that is open, if one is; an earlier scan and earlier corrections are there at once.

    Attributes:
        source: The video, as it was asked for; "" where none is open.
        labels: The model's.
        timeline: The segments, as they are now.
        scan: What is known of the scan.
        opened: A video was opened; it has no segments yet.
        closed: The video was closed.
        scanned: The scan has found more, or has ended.
        edited: A person has changed the segments.
        chapters: What the file says of its chapters; found a moment after it was opened, and ``chaptered`` tells it.
        beside: The labels of a file beside the video (``VIDEO.csv``), or of another one, in order; ``labelled`` tells when
            they are read.
        beside_name: That file's.
        chosen: The ids of the segments that are to be worked on next, after an edit that made them.
        said: A sentence for the person.
        wrote: A file was written for the person: a sentence, and its path.
    """

    def __init__(self, dispatch: Dispatch = at_once, make_scanner: ScannerFactory = Scanner):
        """
        Args:
            dispatch: Brings what other threads say into the one that the document belongs to.
            make_scanner: Makes the scan of a video; tests pass their own.
        """
        self._dispatch, self._make_scanner = dispatch, make_scanner
        self._scanner: Scanner | None = None
        self._ending: list[Scanner] = []
        self._spec: ModelSpec | None = None
        self._stated: float | None = None
        self._saver: Saver | None = None
        self.source = ""
        self.timeline = EditableTimeline()
        self.scan = StoredScan()
        self.opened, self.closed, self.scanned = Event(), Event(), Event()
        self.edited, self.chosen, self.said, self.wrote = Event(), Event(), Event(), Event()
        self.chapters: tuple[Chapter, ...] = ()
        self.beside: tuple[Segment, ...] = ()
        self.beside_name = ""
        self.chaptered, self.labelled = Event(), Event()
        self._beside_reader = BesideReader(dispatch, self._take_chapters, self._take_labels, self.said.emit)

    # ---- the video

    def open(self, source: str, model: Path, spec: ModelSpec, duration: float | None) -> None:
        """Close the video that is open, and scan another one.

        Args:
            source: A video file.
            model: The folder of the model that scans it.
            spec: The model's.
            duration: Seconds; None where the file does not say.
        """
        self.close()
        self.source, self._spec, self._stated = source, spec, duration
        self.opened.emit()

        def heard(stored: StoredScan, new: list[Segment], begin: float) -> None:
            self._dispatch(lambda: self._on_news(scanner, stored, new, begin))

        self._scanner = scanner = self._make_scanner(self.path, model, heard)
        scanner.start()
        self._beside_reader.begin(self.path)

    def compare_with(self, path: Path) -> None:
        """Let the labels of a file, be it another tool's, take the place of those beside the video; says how it went.

        Args:
            path: See ``app.timeline.other_labels.labels_in``.
        """
        if not self.source:
            self.said.emit("Open the video first, then drop its labels")
            return
        self._beside_reader.read(path)

    def _take_chapters(self, chapters: tuple[Chapter, ...]) -> None:
        self.chapters = chapters
        self.chaptered.emit()

    def _take_labels(self, labels: tuple[Segment, ...], name: str) -> None:
        self.beside, self.beside_name = labels, name
        self.labelled.emit()

    def close(self) -> None:
        """Stop the scan, without waiting for it, and write the corrections; what was found stays for the next time."""
        if self._saver is not None:
            self._saver.finish()
        self._ending = [one for one in self._ending if not one.join(0)]
        if self._scanner is not None:
            self._scanner.stop()
            self._ending.append(self._scanner)
            self._scanner = None
        if self.source:
            self.source, self.timeline, self.scan = "", EditableTimeline(), StoredScan()
            self.chapters, self.beside, self.beside_name = (), (), ""
            self._beside_reader.end()
            self.closed.emit()

    def shut_down(self) -> None:
        """Close the video and wait for its scan, a second at most. Idempotent."""
        self.close()
        for scanner in self._ending:
            scanner.join(1.0)
        if self._saver is not None:
            self._saver.close()

    @property
    def path(self) -> Path:
        """The video's file."""
        return expand_user(self.source)

    @property
    def labels(self) -> tuple[str, ...]:
        return () if self._spec is None else self._spec.labels

    @property
    def duration(self) -> float | None:
        """Of the video, seconds; None where neither the file nor the scan says."""
        return self._stated or self.scan.duration

    @property
    def known_until(self) -> float:
        """The video's duration in seconds; where it is not known, how far the scan is."""
        return self._stated or max(self.scan.duration or 0.0, self.scan.done)

    @property
    def progress(self) -> str:
        """How far the scan is, for people; "" where it has found everything or there is none."""
        if not self.source or self.scan.complete:
            return ""
        if self.scan.error:
            return ENDED_EARLY
        known = self.scan.duration
        return SCANNING + (f"{self.scan.done / known:.0%}" if known else f"{self.scan.done:.0f} s")

    def _on_news(self, scanner: Scanner, stored: StoredScan, new: list[Segment], begin: float) -> None:
        if scanner is not self._scanner:
            return
        if not self.timeline.revision and stored.corrections:
            self.timeline = EditableTimeline(stored.corrections)
        if new:
            self.timeline.fill(new, begin)
        self.scan = stored
        self.scanned.emit()

    # ---- comparing

    @property
    def agreement(self) -> Agreement:
        """How far the timeline and the labels beside the video agree."""
        return agreement(self.timeline.segments(), self.beside)

    def take_over(self, chosen: Sequence[int] = ()) -> None:
        """Make labels beside the video the person's own, in one step; the file stays as it is.

        Args:
            chosen: The ids of segments: only labels that lie in their time, cut to it; none: all of them.
        """
        spans = [(part.start, part.end) for id in chosen if id in self.timeline for part in [self.timeline.segment(id)]]
        rows = labels_within(self.beside, spans)
        if not rows:
            self.said.emit("The file beside the video labels nothing there")
            return
        self.timeline.mark_all(rows)
        self._save_corrections()
        self.edited.emit()
        self.said.emit(f"Taken over: {len(rows)} labels; Ctrl+Z takes them back")

    # ---- correcting

    def edit(self, what: str, chosen: Sequence[int] = (), time: float = 0.0, label: str = "") -> bool:
        """Change segments, see ``app.timeline.edits.edit``; what cannot be done is said.

        Returns:
            Whether anything was changed.
        """
        edited = edit(self.timeline, what, chosen, time, label)
        if edited.refused:
            self.said.emit(edited.refused)
            return False
        self._save_corrections()
        self.edited.emit()
        if edited.made:
            self.chosen.emit(list(edited.made))
        return True

    def _save_corrections(self) -> None:
        scanner, corrections = self._scanner, self.timeline.corrections()
        if scanner is None:
            return

        def write() -> None:
            if not scanner.keep_corrections(corrections):
                raise OSError(NOT_SAVED)

        if self._saver is None:
            self._saver = Saver(lambda error: self._dispatch(lambda: self.said.emit(NOT_SAVED)))
        self._saver.later(self.source, write)

    def keep_beside(self) -> None:
        """Keep the corrections beside the video as well, from now on, so that they move with it; says how it went."""
        if self._scanner is None:
            return
        if self._saver is not None:
            self._saver.finish()
        try:
            path = self._scanner.keep_beside()
        except OSError as error:
            self.said.emit(f"The corrections could not be kept beside the video: {error.strerror or error}")
        else:
            self.wrote.emit(f"Kept beside the video: {path.name}", path)

    # ---- exporting

    @property
    def proposed_file(self) -> Path:
        """Where an export goes unless a person says otherwise, without an ending.

        The video's own name with .csv is where labels made by hand lie.
        """
        return self.path.with_name(f"{self.path.stem} timeline")

    def named(self, path: Path, name: str) -> tuple[Path, Wrote]:
        """The file that an export to ``path`` in the format ``name`` writes, and what tells earlier ones of that kind."""
        path, form = named_as(path, name)
        return path, form.wrote

    def write(self, path: Path, name: str) -> bool:
        """Write the timeline as it is now, and say so; see ``app.export.write_export``.

        Returns:
            Whether it was written.
        """
        result = Result(self.path, self._spec, self._stated, (), (), tuple(self.timeline.segments()))
        try:
            path = write_export(result, path, name)
        except (OutputError, UserError) as error:
            self.said.emit(str(error))
            return False
        self.wrote.emit(f"Written: {path.name}", path)
        return True
