"""``train``: a model from labelled footage."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import IgnoreOtherLabels, Quiet, check_new_model, label_list
from model.safe_text import say


def train(
    data: Annotated[Path, typer.Argument(help="A folder of labelled footage.", metavar="DATA")],
    name: Annotated[str, typer.Option(help="The new model's name: it is written to weights/NAME.")],
    validation: Annotated[
        Path | None, typer.Option(help="Footage to choose by; every fifth video of DATA if left out.", metavar="DIR")
    ] = None,
    arch: Annotated[str, typer.Option(help="The network, e.g. b5_lstm_256.")] = "b5_lstm_256",
    labels: Annotated[
        str | None, typer.Option(help="Your own labels, e.g. `run,jump,idle`; else chop,others,gun,chests,shooting.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For the order of frames and the first weights.")] = 0,
    sample_fps: Annotated[
        str,
        typer.Option(help="Frames a second of video the model sees, or `auto` to choose on the validation footage."),
    ] = "auto",
    backbone_weights: Annotated[str, typer.Option(help="`imagenet`, or a file of weights to begin with.")] = "imagenet",
    out: Annotated[Path | None, typer.Option(help="Another folder for the model.", metavar="DIR")] = None,
    work: Annotated[
        Path | None,
        typer.Option(
            help="Where finished stages are kept, to go on after a stop; OUT/.train if left out.", metavar="DIR"
        ),
    ] = None,
    epochs: Annotated[
        int, typer.Option(help="Epochs for the CNN's upper half on single frames; 0 with --begin-with.", min=0)
    ] = 4,
    head_epochs: Annotated[int, typer.Option(help="Epochs for the LSTM.", min=1)] = 25,
    views: Annotated[int, typer.Option(help="Random looks of each frame that teaches the CNN.", min=0)] = 2,
    passes: Annotated[
        int, typer.Option(help="Times each video is encoded for the LSTM, all but the first in random looks.", min=1)
    ] = 2,
    frames_per_second: Annotated[
        float, typer.Option(help="Frames that teach the CNN, from each labelled second.", min=0.01)
    ] = 2.0,
    whole_epochs: Annotated[
        int,
        typer.Option(help="Epochs for the whole LRCN on all of the video; 0 trains the LSTM alone.", min=0),
    ] = 4,
    whole_views: Annotated[
        int, typer.Option(help="Random looks of the footage that teaches the whole LRCN, one an epoch.", min=0)
    ] = 2,
    whole_rate: Annotated[
        float | None,
        typer.Option(
            help="The highest learning rate for the whole LRCN, e.g. 5e-5 to go on gently from a trained model."
        ),
    ] = None,
    begin_with: Annotated[
        Path | None,
        typer.Option(
            help="A trained model's folder: its CNN is the start, with --epochs 0 its LSTM too.", metavar="DIR"
        ),
    ] = None,
    image_size: Annotated[
        int | None,
        typer.Option(
            help="Height and width of what the CNN sees; the architecture's own if left out.", min=32, max=1024
        ),
    ] = None,
    hindsight_epochs: Annotated[
        int, typer.Option(help="Epochs for hindsight, which makes the timelines of recorded video; 0: none.", min=0)
    ] = 40,
    only_hindsight: Annotated[
        bool,
        typer.Option(
            "--only-hindsight",
            help="Teach hindsight to the model NAME that is there; what it says live stays as it is.",
        ),
    ] = False,
    ignore_other_labels: IgnoreOtherLabels = False,
    mixed_precision: Annotated[
        bool | None, typer.Option(help="Compute in float16 where the CNN learns; by default on a GPU.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Train an LRCN on labelled footage."""
    from app import runtime_env  # noqa: F401  (cv2 first)

    if only_hindsight:
        _teach_hindsight(
            data, out or Path(name), validation, seed, hindsight_epochs, passes, work, ignore_other_labels, quiet
        )
        return
    check_new_model(arch, name)
    rate = _rate(sample_fps)
    from model.training.pipeline import train_model  # imports TensorFlow: only once the options are right

    train_model(
        data,
        name,
        validation=validation,
        arch=arch,
        labels=label_list(labels),
        seed=seed,
        sample_fps=rate,
        backbone_weights=backbone_weights,
        work=work,
        out=out,
        epochs=epochs,
        head_epochs=head_epochs,
        views=views,
        passes=passes,
        frames_per_second=frames_per_second,
        whole_epochs=whole_epochs,
        whole_views=whole_views,
        whole_rate=whole_rate,
        begin_with=begin_with,
        image_size=image_size,
        hindsight_epochs=hindsight_epochs,
        ignore_others=ignore_other_labels,
        mixed_precision=mixed_precision,
        quiet=quiet,
    )


def _teach_hindsight(
    data: Path, model: Path, validation: Path | None, seed: int, epochs: int, passes: int, work: Path | None,
    ignore_others: bool, quiet: bool,
) -> None:  # fmt: skip
    from app.errors import UserError
    from model.registry import find_model

    if not epochs:
        raise UserError("Received --only-hindsight with --hindsight-epochs 0: expected 1 or more.")
    folder = find_model(model)
    from model.training.look_back import teach_model_hindsight  # imports TensorFlow

    taught = teach_model_hindsight(
        data, folder, validation=validation, seed=seed, epochs=epochs, passes=passes, work=work,
        ignore_others=ignore_others, quiet=quiet,
    )  # fmt: skip
    figures = taught.figures
    say(
        f"Of {figures['events']} events on validation {100 * (figures['event_f1'] or 0.0):.1f} % are found (event F1), "
        f"{100 * (figures['time_accuracy'] or 0.0):.1f} % of the moments are right."
    )


def _rate(text: str) -> str | float:
    from app.errors import UserError

    if text == "auto":
        return text
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 240:
        raise UserError(f"Received --sample-fps {text!r}: expected `auto` or a rate above 0 and at most 240.")
    return rate
