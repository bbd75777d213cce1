"""``footage record`` and ``footage check``: labelled gameplay to train on."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Quiet, label_list
from model.safe_text import say

cli = typer.Typer(help="Record and check labelled gameplay.", no_args_is_help=True)


@cli.command()
def record(
    out: Annotated[Path, typer.Argument(help="The folder to record into.", metavar="OUT")],
    game: Annotated[str, typer.Option(help="freedoom, minetest, nexuiz, redeclipse or librequake.")] = "freedoom",
    minutes: Annotated[float, typer.Option(help="How much to record.", min=0.05)] = 5.0,
    split: Annotated[str, typer.Option(help="train, validation or test: which maps or worlds.")] = "train",
    seed: Annotated[int, typer.Option(help="The same seed gives the same footage.")] = 0,
    wild: Annotated[
        bool, typer.Option("--wild", help="Freedoom with chests and tools unlike any game's, to train on.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Record gameplay as NAME.mp4 beside NAME.csv.

    Freedoom needs the packages of model/games/requirements.txt; Minetest, Nexuiz and Red Eclipse need Debian's packages of
    them, LibreQuake its folder. Each says what is missing.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from model.games import recorder

    record_game = recorder(game)
    if wild and game != "freedoom":
        raise UserError(f"Received --wild with --game {game}: only Freedoom's chests and tools can be drawn anew.")

    with progress_bar(quiet) as bar:

        def progress(fraction: float, text: str) -> None:
            bar.describe(text)
            bar.update(fraction, 1.0)

        videos = record_game(out, minutes, split, seed, progress, **({"wild": True} if wild else {}))
    for video in videos:
        say(video)


@cli.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A folder of labelled footage, or a teaching project.", metavar="DIR")],
    labels: Annotated[
        str | None, typer.Option(help="What it may be labelled with, e.g. `run,jump,idle`; else any label will do.")
    ] = None,
) -> None:
    """Say what is in a folder of labelled footage, and what is wrong with it (exit status 1)."""
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import print_table
    from model.datasets.check import check as check_footage
    from model.datasets.read import labels_in

    report = check_footage(folder, label_list(labels) or labels_in(folder))
    rows = [(label, str(count), f"{minutes:.1f}") for label, count, minutes in report.rows]
    print_table(
        f"{folder}: {report.videos} videos, {report.minutes:.1f} minutes", ("label", "segments", "minutes"), rows
    )
    if report.missing:
        say(f"No segment is labelled {', '.join(report.missing)}: a model cannot learn what it is never shown.")
    for problem in report.problems:
        say(problem, error=True)
    raise typer.Exit(1 if report.problems else 0)


@cli.command("import")
def import_labels(
    files: Annotated[list[Path], typer.Argument(help="Files of labels that other tools wrote.", metavar="FILE...")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the label files.", metavar="DIR")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="boris, boris-table, elan, losslesscut, losslesscut-table, activitynet, labelstudio or audacity; "
            "else whichever it is.",
        ),
    ] = "",
    fps: Annotated[
        float | None, typer.Option(help="Frames a second, for files that count frames alone.", min=1.0, max=1000.0)
    ] = None,
) -> None:
    """Make label files (DIR/STEM.csv, for footage and teaching) of what BORIS, ELAN and others wrote.

    Put each beside its video, NAME.csv beside NAME.mp4. What says no segment is named on stderr, and the exit status is 1.
    """
    from app.errors import UserError
    from model.datasets.foreign import READERS, read_foreign
    from model.datasets.label_file import write_labels
    from model.errors import FootageError
    from model.outputs import Outputs, distinct_stems, make_folder

    if form and form not in READERS:
        raise UserError(f"Received --format {form!r}: expected one of {', '.join(READERS)}.")
    failures: list[str] = []
    made: list[tuple[str, list]] = []
    for file in files:
        try:
            _name, found = read_foreign(file, form, fps)
        except FootageError as error:
            failures.append(str(error))
            continue
        failures += found.problems
        made += [(_plain(video or file.name), parts) for video, parts in found.segments.items()]
    stems = distinct_stems([Path(video) for video, _ in made])
    outputs = Outputs(files)
    paths = [outputs.claim(out / f"{stem}.csv", "", instead="name another folder with --out") for stem in stems]
    make_folder(out, f"--out {out}")
    for path, (_video, parts) in zip(paths, made, strict=True):
        write_labels(path, parts)
        say(f"{path}: {len(parts)} segments")
    for sentence in failures:
        say(sentence, error=True)
    raise typer.Exit(1 if failures else 0)


def _plain(name: str) -> str:
    """A video's name, from a file of labels, as one that a file here can have."""
    from model.safe_text import file_name, one_line

    return name if os.name != "nt" and one_line(name) == name and name.strip(". ") else file_name(name)


@cli.command()
def vary(
    data: Annotated[Path, typer.Argument(help="A folder of labelled footage.", metavar="DATA")],
    out: Annotated[Path, typer.Argument(help="The folder for the copies.", metavar="OUT")],
    size: Annotated[str | None, typer.Option(help="The copies' size, e.g. 320x200; else the footage's own.")] = None,
    crf: Annotated[int, typer.Option(help="H.264's rate factor: 18 looks as before, 35 is poor.")] = 18,
    gamma: Annotated[float, typer.Option(help="Brightness: 0.7 is darker, 1.3 brighter.")] = 1.0,
    quiet: Quiet = False,
) -> None:
    """Copy footage in another size, compression or brightness, to see whether a model holds on it.

    A video that cannot be read is named on stderr, the others are copied, and the exit status is 1.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from model.datasets.vary import Variation, vary_footage

    wide, _, high = (size or "").lower().partition("x")
    if size is not None and not re.fullmatch(r"[0-9]{1,9}x[0-9]{1,9}", size.lower()):
        raise UserError(f"Received --size {size!r}: expected WIDTHxHEIGHT, such as 320x200.")
    variation = Variation((int(wide), int(high)) if size else None, crf, gamma)
    with progress_bar(quiet) as bar:

        def progress(done: int, count: int) -> None:
            bar.describe(f"{done} of {count}")
            bar.update(done / count, 1.0)

        left_out: list[str] = []
        vary_footage(data, out, variation, progress, left_out.append)
    for sentence in left_out:
        say(sentence, error=True)
    say(out)
    raise typer.Exit(1 if left_out else 0)
