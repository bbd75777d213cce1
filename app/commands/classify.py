"""``classify``: label videos without a window, results to files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Device, Model, Quiet, Uncorrected, check_device
from model.safe_text import say

if TYPE_CHECKING:
    from app.commands.inputs import Job
    from app.commands.terminal import Bar
    from app.export import Format
    from model.engine import Engine
    from model.teaching.pictures import PictureKind

MUCH = 0.5  # of a video's time, from which an unfamiliar picture is worth a line


def classify(
    paths: Annotated[
        list[Path], typer.Argument(help="Video files, and folders to search for them.", metavar="PATH...")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The folder for the results; made if need be.", metavar="DIR")
    ],
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="Any of csv, json, srt, vtt, edl, llc, losslesscut, boris, elan, activitynet, labelstudio, "
            "audacity, youtube, otio, fcpxml, fcp7, stats, with commas.",
        ),
    ] = "csv,json",
    model: Model = "",
    device: Device = "auto",
    at_once: Annotated[
        int | None,
        typer.Option(help="Videos classified side by side; one for every eight cores if left out.", min=1, max=64),
    ] = None,
    uncorrected: Uncorrected = False,
    quiet: Quiet = False,
) -> None:
    """Label every moment of videos and write DIR/STEM.csv and DIR/STEM.json.

    What a person corrected in the window takes the place of what the model says; a column of its own tells.

    Videos that share a name get STEM, STEM-2, STEM-3 in the order given. A video that cannot be read is named on
    stderr, the others are done, and the exit status is 1. Results of an earlier run are replaced; where one would
    replace any other file, such as labels made by hand or a result that was corrected, nothing is begun, and the
    exit status is 2.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.inputs import find_videos, name_results
    from app.commands.terminal import progress_bar
    from app.recorded.parallel import default_count
    from model.outputs import make_folder
    from model.registry import DEFAULT_MODEL, find_model
    from model.teaching.pictures import read_picture_kind

    writers = _writers(formats)
    check_device(device)
    videos, failures = find_videos(paths)
    jobs = name_results(videos)
    count = max(1, min(at_once or default_count(), len(jobs)))
    folder = find_model(model or DEFAULT_MODEL)
    _check_outputs(jobs, writers, out)
    engines = open_engines(folder, device, count)
    make_folder(out, f"--out {out}")
    with progress_bar(quiet) as bar:
        for failure in failures:
            bar.say(failure)
        lines = _classify_all(jobs, engines, writers, out, bar, uncorrected, read_picture_kind(folder))
    for line in lines:
        if line is not None and bar.shown:
            say(line)  # on one terminal with the bar: afterwards
    raise typer.Exit(1 if failures or None in lines else 0)


def _classify_all(
    jobs: list[Job],
    engines: list,
    writers: dict[str, Format],
    out: Path,
    bar: Bar,
    uncorrected: bool,
    learned_from: PictureKind | None,
) -> list[str | None]:
    """Classify videos side by side, as many as there are engines.

    Where no bar is shown, each line is said as soon as its video is done.

    Returns:
        A line for each video in the order in which they were done, None for one that failed.
    """
    from app.recorded.parallel import cores_each, side_by_side

    shares, cores, lines = [0.0] * len(jobs), cores_each(len(engines)), []

    def one(number: int, job: Job, engine, check: Callable[[], None]) -> str | None:
        def progress(seconds: float, duration: float | None) -> None:
            check()
            shares[number] = min(1.0, seconds / duration) if duration else 0.0
            bar.update(sum(shares), len(jobs) if duration or len(jobs) > 1 else None)

        bar.describe(f"{number + 1}/{len(jobs)} {job.video.name}")
        line = _classify_one(job, engine, cores, progress, writers, out, bar, uncorrected, learned_from)
        shares[number] = 1.0
        return line

    with closing(side_by_side(jobs, engines, one)) as done:
        for line in done:
            lines.append(line)
            if line is not None and not bar.shown:
                say(line)
    return lines


def open_engines(folder: Path, device: str, count: int) -> list[Engine]:
    """Engines of one model for videos side by side.

    Args:
        folder: The model's.
        device: One of ``model.engine.DEVICES``.
        count: How many, at least 1.

    Returns:
        Them; on a GPU one alone.

    Raises:
        ModelError: The model cannot be used.
    """
    from model.engine import open_engine
    from model.engine.litert import LiteRTEngine, threads_beside_decoding

    threads = threads_beside_decoding(count)
    first = open_engine(
        folder,
        threads,
        device,
        wait=True,
        on_notice=lambda sentence: say(sentence, error=True),
    )
    if not isinstance(first, LiteRTEngine):
        return [first]
    return [first, *(open_engine(folder, threads) for _ in range(count - 1))]


def _classify_one(
    job: Job,
    engine,
    cores: int,
    progress,
    writers: dict[str, Format],
    out: Path,
    bar: Bar,
    uncorrected: bool,
    learned_from: PictureKind | None,
) -> str | None:
    """Classify one video and write its files; returns a line that says so, None after saying on stderr why not."""
    from app.errors import UserError
    from app.log import note
    from app.recorded.classify import classify_video
    from app.recorded.known_timeline import with_corrections
    from app.recorded.parallel import LeftError
    from model.errors import ModelError, OutputError
    from model.outputs import Outputs

    try:
        result = classify_video(job.video, engine, progress, cores=cores, learned_from=learned_from)
        if not uncorrected:
            result = with_corrections(result)
        written = []
        for form in writers.values():
            path = out / f"{job.stem}{form.ending}"
            Outputs.check(path, "", form.wrote)  # since the beginning somebody may have put a file there
            written.append(form.write(result, path))
    except (UserError, OutputError) as error:
        bar.say(str(error))
        return None
    except (LeftError, ModelError):
        raise
    except OSError as error:
        bar.say(
            f"Received {job.video}: its results could not be written to {out} ({error.strerror or error}); "
            "make room or name another folder with --out."
        )
        return None
    except Exception as error:  # whatever one video does must not end the others
        note(f"Classifying {job.video}: {error}", error)
        bar.say(
            f"Received {job.video}: an unexpected {type(error).__name__} ({error}) while classifying it; "
            "please report it, with the video if you may."
        )
        return None
    seconds = result.segments[-1].end if result.segments else 0.0  # a person may have deleted them all
    files = ", ".join(str(path) for path in written)
    unfamiliar = f", unfamiliar picture in {result.unfamiliar:.0%} of its time" if result.unfamiliar >= MUCH else ""
    if result.differs:
        bar.say(f"{job.video}: unlike what the model learned from: {'; '.join(result.differs)}.")
    return (
        f"{job.video}: {seconds:.1f} s, {len(result.predictions)} predictions, {len(result.segments)} segments"
        f"{unfamiliar}: {files}"
    )


def _writers(formats: str) -> dict[str, Format]:
    from app.errors import UserError
    from app.export import FORMATS

    names = list(dict.fromkeys(name.strip().lower() for name in formats.split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise UserError(
            f"Received --format {formats!r}: expected one or more of {', '.join(FORMATS)}, with commas between them."
        )
    return {name: FORMATS[name] for name in names}


def _check_outputs(jobs: list[Job], writers: dict[str, Format], out: Path) -> None:
    """Raise OutputError where a result would take the place of a video, or of a file that is no result."""
    from model.outputs import Outputs

    outputs = Outputs(job.video for job in jobs)
    for job in jobs:
        for form in writers.values():
            outputs.claim(
                out / f"{job.stem}{form.ending}",
                "",
                form.wrote,
                "name another folder with --out",
            )
