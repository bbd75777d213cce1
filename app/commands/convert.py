"""``convert``: a trained model's networks for the live program, made anew from its weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import IgnoreOtherLabels, Quiet
from model.safe_text import say


def convert(
    model: Annotated[str, typer.Argument(help="A model's name (see `models`) or its folder.", metavar="[NAME]")] = "",
    check: Annotated[
        Path | None,
        typer.Option(help="Labelled footage: run int8 where it says the same as float32 on it.", metavar="DIR"),
    ] = None,
    small: Annotated[
        bool, typer.Option("--small", help="Leave out the float32 networks where the model runs in int8.")
    ] = False,
    half: Annotated[
        bool,
        typer.Option("--half", help="Store the float32 encoder's weights as float16: half the size, nearly the same."),
    ] = False,
    ignore_other_labels: IgnoreOtherLabels = False,
    quiet: Quiet = False,
) -> None:
    """Write a model's .tflite files anew from its lrcn.weights.h5."""
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.errors import UserError
    from model.registry import DEFAULT_MODEL, find_model
    from model.spec import read_spec

    folder = find_model(model or DEFAULT_MODEL)
    spec = read_spec(folder)
    if spec.head == "taught":
        raise UserError(
            f"Received {folder}: it was taught on networks that need no conversion; there is nothing to do."
        )
    from model.datasets.read import find_footage

    videos = find_footage(check, spec.labels, ignore_other_labels) if check else []
    from model.conversion.litert import convert_folder  # imports TensorFlow: only once the folder is there
    from model.engine.litert import ENCODER_FILES, HEAD_FILES

    written = convert_folder(folder, half)
    if videos:
        _choose(folder, videos, quiet)
    precision = read_spec(folder).precision
    if precision == "int8" and small:
        for files in (ENCODER_FILES, HEAD_FILES):
            (folder / files["fp32"]).unlink()
    for path in written:
        if path.is_file():
            say(f"{path}: {path.stat().st_size / 2**20:.1f} MB")
    say(f"{spec.name} runs in {precision}.")


def _choose(folder: Path, videos: list, quiet: bool) -> None:
    from model.conversion.precision import choose_precision
    from model.progress import Progress

    with Progress(quiet) as progress:
        found = choose_precision(folder, videos, progress)
    if "int8" not in found:
        say("No convolution of this CNN gains by int8.")
        return
    say(
        f"int8 says the same as fp32 in {100 * found['same_label']:.2f} % of predictions; "
        f"probabilities differ by at most {found['largest_difference']:.3f}"
    )
    for name in ("fp32", "int8"):
        clips, moments = (found[name][what] or 0.0 for what in ("clip_accuracy", "time_accuracy"))
        say(f"{name}: {100 * clips:.2f} % of clips, {100 * moments:.2f} % of moments right")
