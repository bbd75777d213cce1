"""``highlights``: the best moments of a video as a reel."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Model, Quiet, label_list
from model.safe_text import file_name, say

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
    quiet: Quiet = False,
) -> None:
    """Cut the moments of some labels out of a video, with their sound.

    Uses the timeline that the window or an earlier run made of this video, corrections included; makes it if need be.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.progress import progress_bar
    from app.errors import UserError
    from app.recorded.highlights import SUFFIXES, choose, cut, wrote_reel
    from app.recorded.known_timeline import timeline_of
    from app.sources.file import check_file
    from model.outputs import Outputs, check_folder
    from model.registry import DEFAULT_MODEL, find_model
    from model.spec import read_spec

    folder = find_model(model or DEFAULT_MODEL)
    known = read_spec(folder).labels
    wanted = label_list(labels) or ()
    unknown = [label for label in wanted if label not in known]
    if unknown or not wanted:
        raise UserError(
            f"Received --labels {labels!r}: expected one or more of {', '.join(known)}, with commas between."
        )
    if out.suffix.lower() not in SUFFIXES or not out.absolute().parent.is_dir():
        raise UserError(
            f"Received --out {out}: expected a name ending in {', '.join(SUFFIXES)} in a folder that exists."
        )
    check_file(video)
    check_folder(out.absolute().parent, f"--out {out}")
    outputs = Outputs([video])
    outputs.claim(out, "--out", wrote_reel)
    with progress_bar(quiet) as bar:
        bar.begin(f"Classifying {video.name}")
        segments, duration = timeline_of(video, folder, bar.update)
        parts = choose(segments, wanted, pad, most, duration)
        if not parts:
            raise UserError(f"Received {video}: nothing in it is labelled {' or '.join(wanted)}; try other labels.")
        total = sum(part.duration for part in parts)
        bar.begin(f"Cutting {out.name}")
        written = 0.0
        jobs = [(out, parts)]
        if each:
            room = max(8, min(100, LONGEST_NAME - len(os.fsencode(out.name))))
            jobs += [
                (out.with_name(f"{out.stem}-{number:03d}-{file_name(part.label, room)}{out.suffix}"), [part])
                for number, part in enumerate(parts, 1)
            ]
        for path, _ in jobs[1:]:  # before anything is written
            outputs.claim(path, "--each", wrote_reel, "name another reel")
        for path, chosen in jobs:
            try:
                seconds = cut(video, chosen, path, copy, lambda done: bar.update(done, total))
                written = seconds if path is out else written
            except OSError as error:
                raise UserError(
                    f"Received {path} to write: {error.strerror or error}; make room or name another."
                ) from error
    way = "copied, each from the keyframe before it" if copy else "cut to the frame and encoded anew (H.264)"
    say(f"{out}: {len(parts)} moments, {written:.1f} s, {way}.")
    for number, part in enumerate(parts, 1):
        say(f"  {number:3d}  {part.start:8.2f} to {part.end:8.2f} s  {part.label}")
