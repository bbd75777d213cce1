"""``convert``: a trained model's networks for the live program, made anew from its weights."""

from __future__ import annotations

from typing import Annotated

import typer


def convert(
    model: Annotated[str, typer.Argument(help="A model's name (see `models`) or its folder.", metavar="[NAME]")] = "",
    half: Annotated[
        bool, typer.Option("--half", help="Store the CNN, too, as float16: half the size, answers move by about 0.001.")
    ] = False,
) -> None:
    """Write a model's .tflite files anew from its lrcn.weights.h5."""
    from app import runtime_env  # noqa: F401  (cv2 first)
    from model.store import DEFAULT_MODEL, find_model

    folder = find_model(model or DEFAULT_MODEL)
    from model.convert import convert_folder  # imports TensorFlow: only once the folder is there

    for path in convert_folder(folder, half):
        print(f"{path}: {path.stat().st_size / 2**20:.1f} MB")
