"""``train``: a model from labelled footage. Its options are those of ``TrainingConfig``, which says what they may be."""

from __future__ import annotations

import inspect
from typing import Annotated

import typer

from app.commands.options import Quiet
from model.safe_text import say
from model.training.config import DEFAULTS, OPTIONS, TYPES, TrainingConfig


def train(**given) -> None:
    """Train an LRCN on labelled footage.

    A video that cannot be read is named on stderr, the others are learned from, and the exit status is 1.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)

    quiet = given.pop("quiet")
    config = TrainingConfig(**given)
    from model.training.pipeline import train as train_model  # imports TensorFlow: only once the options are right

    left_out: list[str] = []

    def unreadable(sentence: str) -> None:
        left_out.append(sentence)
        say(sentence, error=True)

    figures = train_model(config, quiet, unreadable)
    if config.only_offline_head:
        say(
            f"Of {figures['events']} events on validation {100 * (figures['event_f1'] or 0.0):.1f} % are found "
            f"(event F1), {100 * (figures['time_accuracy'] or 0.0):.1f} % of the moments are right."
        )
    if left_out:
        raise typer.Exit(1)


def _parameters() -> list[inspect.Parameter]:
    """The options as Typer reads them from a function: one of each field of the configuration, and ``--quiet``."""
    parameters = []
    for name, option in OPTIONS.items():
        default = DEFAULTS.get(name, inspect.Parameter.empty)
        kind = str if option.as_text else TYPES[name]
        shown = {"help": option.help, "metavar": option.metavar}
        if not option.flags:
            annotation = Annotated[kind, typer.Argument(**shown)]
        else:
            limits = {"min": option.least, "max": option.most} if kind in (int, float) else {}
            annotation = Annotated[
                kind if default is not None else kind | None, typer.Option(*option.flags, **shown, **limits)
            ]
        parameters.append(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        )
    parameters.append(inspect.Parameter("quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Quiet))
    return parameters


train.__signature__ = inspect.Signature(_parameters())
train.__annotations__ = {parameter.name: parameter.annotation for parameter in _parameters()}
