"""``import``: a checkpoint of the original project becomes a model of this program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import label_list
from model.safe_text import say


def import_(
    old: Annotated[Path, typer.Argument(help="A Keras .h5 file of the original project.", metavar="OLD.h5")],
    arch: Annotated[str, typer.Option(help="The network it holds, e.g. b5_lstm_256.")],
    name: Annotated[str, typer.Option(help="The model's name: it is written to weights/NAME.")],
    labels: Annotated[
        str | None, typer.Option(help="Its labels in the order of its outputs, where they differ from the network's.")
    ] = None,
    sample_fps: Annotated[
        float | None, typer.Option(help="Frames a second of video it was trained on; the file does not say.", min=0.1)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Another folder for the model.", metavar="DIR")] = None,
) -> None:
    """Read a checkpoint of the original project (CuDNNLSTM or LSTM; whole model or weights only)."""
    from model.registry import WEIGHTS, check_model_folder, check_new_model

    check_new_model(arch, name)

    folder = Path(out) if out else WEIGHTS / name
    check_model_folder(folder, [old])
    from model.importers.keras_checkpoint import (
        import_checkpoint,  # imports TensorFlow: only once the options are right
    )

    spec = import_checkpoint(old, arch, name, folder, labels=label_list(labels), sample_fps=sample_fps)
    say(f"{spec.name}: {spec.backbone}, LSTM {spec.lstm_units}, labels {', '.join(spec.labels)}, in {folder}")
