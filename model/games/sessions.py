"""Recording session after session into a folder: what the recorders of games have in common."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from model.errors import FootageError
from model.files import write_whole
from model.games.screen import require
from model.marks import wrote_json
from model.outputs import Outputs

SPLITS = ("train", "validation", "test")
SESSION_SECONDS = 60.0
MADE = ("game", "split", "crf")  # the first keys of the JSON beside a video that says how it was made


@dataclass(frozen=True)
class Take:
    """One session to record: where, of which split, and what makes it this one.

    Attributes:
        game: the game's name, the first part of the file's.
        seed, number: the recording's seed, and the session's number in it from 0.
        seconds: of video.
        patience: how many times as long as usual a game is waited for: a busy machine takes longer to load it.
    """

    game: str
    out: Path
    split: str
    seed: int
    number: int
    seconds: float
    patience: float = 1.0

    @property
    def video(self) -> Path:
        """The file to write; its labels lie beside it."""
        return self.out / f"{self.game}_{self.split}_{self.seed:04d}_{self.number:03d}.mp4"

    @property
    def done(self) -> bool:
        """Whether it is there, with its labels."""
        return self.video.is_file() and self.video.with_suffix(".csv").is_file()

    def rng(self) -> np.random.Generator:
        """Chance that is the session's own: no other session, split or seed has it."""
        return np.random.default_rng((SPLITS.index(self.split) + 1, self.seed, self.number))

    def turn(self, places: tuple) -> object:
        """The place whose turn it is: one session after another goes through all, from one that the seed chooses."""
        return places[(self.number + int(np.random.default_rng(self.seed).integers(len(places)))) % len(places)]


def check_request(minutes: float, split: str) -> None:
    """Raise FootageError on an unknown split or on minutes that are not above 0."""
    if split not in SPLITS:
        raise FootageError(f"Received the split {split!r}: expected one of {', '.join(SPLITS)}.")
    if not 0 < minutes <= 10_000:
        raise FootageError(f"Received {minutes:g} minutes: expected more than 0 and at most 10000.")


def making_folder(out: Path) -> None:
    """Make the folder to record into. Raises FootageError when nothing can be written there."""
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FootageError(
            f"Received {out}: no footage can be written there ({error.strerror}); name a folder you may write to."
        ) from error


def check_files(takes: Iterable, *keys: str) -> None:
    """Raise OutputError unless each session is there whole, or its files are new or of a recording of it that was stopped.

    How a session was made is written down before its labels, and its video comes last.

    Args:
        takes: sessions, with ``video`` and ``done``.
        keys: the first keys of the JSON that says how a session was made.
    """
    outputs = Outputs()
    for take in takes:
        if not take.done:
            how = take.video.with_suffix(".json")
            begun = wrote_json(how, *keys)
            for file in (how, take.video.with_suffix(".csv")):
                outputs.claim(file, "", lambda _path, begun=begun: begun, "name another folder")
            outputs.claim(take.video, "", instead="name another folder")


@dataclass(frozen=True)
class Recorder:
    """Records a game, session after session.

    Attributes:
        game: Its name in the names of files.
        title: Its name for people.
        programs: What must be installed, see ``model.games.screen.require``.
        record_take: Records one session whole or not at all and returns its video.
        ready: Raises FootageError when something else that is needed is not there, for a split; nothing is written yet then.
    """

    game: str
    title: str
    programs: dict[str, str]
    record_take: Callable[[Take], Path]
    ready: Callable[[str], object] = lambda split: None

    def __call__(
        self,
        out: Path,
        minutes: float,
        split: str,
        seed: int,
        progress: Callable[[float, str], None] | None = None,
    ) -> list[Path]:
        """Record ``minutes`` of sessions, one after another; one that is already there is kept, so a stopped recording goes on.

        Args:
            progress: Called with the share done (0 to 1) and what was just recorded.

        Returns:
            The videos, sorted.

        Raises:
            FootageError: A program that is needed is not installed, an unknown split, minutes that are not above 0, a folder
                that cannot be written to, or what ``record_take`` raises twice running for the same session.
            OutputError: A session would take the place of a file that is not what a stopped recording of it left.
        """
        require(self.title, self.programs)
        check_request(minutes, split)
        self.ready(split)
        out = Path(out)
        count = max(1, round(minutes * 60 / SESSION_SECONDS))
        takes = [Take(self.game, out, split, seed, number, minutes * 60 / count) for number in range(count)]
        check_files(takes, *MADE)
        making_folder(out)
        videos = []
        with ended_politely():
            for take in takes:
                if not take.done:
                    try:
                        self.record_take(take)
                    except FootageError:  # a game that did not start or stopped by itself: once more
                        self.record_take(replace(take, patience=4.0))
                videos.append(take.video)
                if progress:
                    progress(len(videos) / count, take.video.name)
        return sorted(videos)


@contextmanager
def ended_politely():
    """While this lasts, being told to end (SIGTERM) raises SystemExit, so that games are closed and folders removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number, frame):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told twice, it would stop closing
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def write_truth(
    take: Take, how: dict, phases: Iterable[tuple[float, str]], labels: list[str | None], fps: float
) -> None:
    """Write how a session was made, and then its labels, beside where its video comes.

    Args:
        how: what made it look as it does, with ``crf``.
        phases: seconds at which each began, and what was done.
        labels: of each frame.
        fps: frames a second.
    """
    made = dict(zip(MADE, (take.game, take.split, how["crf"]), strict=True)) | how
    made["phases"] = [(round(time, 2), phase) for time, phase in phases]
    write_whole(take.video.with_suffix(".json"), json.dumps(made, indent=1) + "\n")
    write_whole(take.video.with_suffix(".csv"), labels_csv(labels, fps))


def labels_csv(ground_truth: list[str | None], fps: float) -> str:
    """Per-frame labels as ``start,end,label`` lines in seconds, half-open; frames labelled None are left out."""
    lines, start = ["start,end,label"], 0
    for k in range(1, len(ground_truth) + 1):
        if k == len(ground_truth) or ground_truth[k] != ground_truth[start]:
            if ground_truth[start] is not None:
                lines.append(f"{start / fps:.4f},{k / fps:.4f},{ground_truth[start]}")
            start = k
    return "\n".join(lines) + "\n"
