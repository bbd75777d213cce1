"""``highlights``: the best moments of a video as a reel."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Model, Quiet, Uncorrected, label_list
from model.safe_text import file_name, say

if TYPE_CHECKING:
    from app.recorded.highlights import Part
    from model.outputs import Outputs

LONGEST_NAME = 240  # bytes of a file's name, which temporary ones do not exceed


def highlights(
    video: Annotated[Path, typer.Argument(help="A video file.", metavar="VIDEO")],
    labels: Annotated[str, typer.Option(help="Whose moments, e.g. `shooting,chests`.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The reel: .mp4, .mkv or .mov.", metavar="FILE")],
    pad: Annotated[float, typer.Option(help="Seconds kept before and after each moment.", min=0.0, max=60.0)] = 1.0,
    most: Annotated[
        float | None,
        typer.Option("--max", help="Seconds of reel at most; the most confident moments come in.", min=1.0),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Also write each moment to a file of its own beside it.")
    ] = False,
    copy: Annotated[
        bool, typer.Option("--copy", help="Encode nothing anew: quick and lossless, but cuts begin at keyframes.")
    ] = False,
    model: Model = "",
    uncorrected: Uncorrected = False,
    quiet: Quiet = False,
) -> None:
    """Cut the moments of some labels out of a video, with their sound.

    Uses the timeline that the window or an earlier run made of this video, corrections included; makes it if need be.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from app.recorded.highlights import choose
    from app.recorded.known_timeline import timeline_of
    from app.sources.file import check_file
    from model.outputs import Outputs
    from model.registry import DEFAULT_MODEL, find_model
    from model.spec import read_spec

    folder = find_model(model or DEFAULT_MODEL)
    wanted = _wanted(labels, read_spec(folder).labels)
    outputs = Outputs([video])
    check_reel(out)
    check_file(video)
    _claim(outputs, [out], "--out")
    with progress_bar(quiet) as bar:
        bar.begin(f"Classifying {video.name}")
        segments, duration = timeline_of(video, folder, bar.update, uncorrected)
        parts = choose(segments, wanted, pad, most, duration)
        if not parts:
            raise UserError(f"Received {video}: nothing in it is labelled {' or '.join(wanted)}; try other labels.")
        files = _files_of_each(out, parts) if each else []
        _claim(outputs, files, "--each", "name another reel")  # before anything is written
        total = sum(part.duration for part in parts)
        bar.begin(f"Cutting {out.name}")
        written = _cut(video, parts, out, copy, lambda done: bar.update(done, total))
        for path, part in zip(files, parts):
            _cut(video, [part], path, copy, lambda done: bar.update(done, total))
    way = "copied, each from the keyframe before it" if copy else "cut to the frame and encoded anew (H.264)"
    say(f"{out}: {len(parts)} moments, {written:.1f} s, {way}.")
    for number, part in enumerate(parts, 1):
        say(f"  {number:3d}  {part.start:8.2f} to {part.end:8.2f} s  {part.label}")


def _wanted(labels: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of ``--labels``. Raises UserError unless the model has all of them."""
    from app.errors import UserError

    wanted = label_list(labels) or ()
    if not wanted or any(label not in known for label in wanted):
        raise UserError(
            f"Received --labels {labels!r}: expected one or more of {', '.join(known)}, with commas between."
        )
    return wanted


def check_reel(out: Path) -> None:
    """Raise UserError or OutputError where no reel can be written to ``out``."""
    from app.errors import UserError
    from app.recorded.highlights import SUFFIXES
    from model.outputs import check_folder

    if out.suffix.lower() not in SUFFIXES or not out.absolute().parent.is_dir():
        raise UserError(
            f"Received --out {out}: expected a name ending in {', '.join(SUFFIXES)} in a folder that exists."
        )
    check_folder(out.absolute().parent, f"--out {out}")


def _claim(outputs: Outputs, files: Sequence[Path], option: str, advice: str = "") -> None:
    from app.recorded.highlights import wrote_reel

    for path in files:
        outputs.claim(path, option, wrote_reel, *([advice] if advice else []))


def _files_of_each(out: Path, parts: Sequence[Part]) -> list[Path]:
    """A file beside ``out`` for each part."""
    room = max(8, min(100, LONGEST_NAME - len(os.fsencode(out.name))))
    names = (
        f"{out.stem}-{number:03d}-{file_name(part.label, room)}{out.suffix}" for number, part in enumerate(parts, 1)
    )
    return [out.with_name(name) for name in names]


def _cut(video: Path, parts: Sequence[Part], path: Path, copy: bool, on_progress: Callable[[float], None]) -> float:
    """Write the reel to ``path``; returns its seconds. Raises UserError where it cannot be written."""
    from app.errors import UserError
    from app.recorded.highlights import cut

    try:
        return cut(video, parts, path, copy, on_progress)
    except OSError as error:
        raise UserError(f"Received {path} to write: {error.strerror or error}; make room or name another.") from error
