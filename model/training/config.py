"""What a training is, as data: the one place of its defaults, limits, command-line options and recorded command.

Nothing heavy is imported here, so that the command line can show the options at once.
"""

from __future__ import annotations

import shlex
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from model.errors import ModelError
from model.program_name import program_name
from model.spec import POOLINGS, ModelSpec
from model.training.option import Option, option, plain

AUTO = "auto"
_FASTEST = 240.0  # frames per second
_LARGEST_SEED = 4_000_000  # a thousand epochs' seeds are made of it, and they have 32 bits


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides what a training gives. Checked when it is made; it never changes afterwards.

    ``labels`` and ``sample_fps`` are also taken as the text a person types (``run,jump`` and ``10``).

    Raises:
        ModelError: A value is outside its limits, or two of them contradict each other.
    """

    data: Path = option("", "A folder of labelled footage.", metavar="DATA")
    name: str = option("--name", "The new model's name: it is written to weights/NAME.")
    validation: Path | None = option(
        "--validation", "Footage to choose by; every fifth video of DATA if left out.", None, metavar="DIR"
    )
    arch: str = option("--arch", "The network, e.g. b5_lstm_256.", "b5_lstm_256")
    labels: tuple[str, ...] | None = option(
        "--labels",
        "Your own labels, e.g. `run,jump,idle`; else those of the network.",
        None,
        metavar="LABELS",
        as_text=True,
    )
    seed: int = option("--seed", "For the order of frames and the first weights.", 0, least=0, most=_LARGEST_SEED)
    sample_fps: float | str = option(
        "--sample-fps",
        "Frames per second of video that the model sees, or `auto` to choose on the validation footage.",
        AUTO,
        metavar="RATE",
        as_text=True,
    )
    backbone_weights: str = option(
        "--backbone-weights",
        "`imagenet`, a file of weights to start the CNN from, or `random` to learn from nothing.",
        "imagenet",
    )
    out: Path | None = option("--out", "Another folder for the model.", None, metavar="DIR", recorded=False)
    work: Path | None = option(
        "--work",
        "Where finished stages are kept, so that a stopped training goes on; OUT/.train if left out.",
        None,
        metavar="DIR",
        recorded=False,
    )
    epochs: int = option(
        "--epochs", "Epochs for the CNN's upper half on single frames; 0 only with --begin-with.", 4, least=0
    )
    frames_rate: float | None = option(
        "--frames-rate",
        "The highest learning rate on single frames; else the network's own.",
        None,
        least=1e-12,
        most=1.0,
    )
    shallow_epochs: int = option(
        "--shallow-epochs",
        "Epochs on single frames, before all others, of the CNN without the blocks that begin as identities: for "
        "ResNet152V2 with --backbone-weights random.",
        0,
        least=0,
    )
    teacher: Path | None = option(
        "--teacher",
        "A trained model's folder whose features the CNN is to tell from single frames, too: it learns more from few of "
        "them.",
        None,
        metavar="DIR",
    )
    head_epochs: int = option("--head-epochs", "Epochs for the LSTM, at most.", 25, least=1)
    views: int = option(
        "--views", "Random augmentations of each single frame; 0: each frame once, as it is.", 2, least=0
    )
    passes: int = option(
        "--passes", "Times each video is encoded for the LSTM, all but the first one augmented.", 2, least=1
    )
    frames_per_second: float = option(
        "--frames-per-second", "Single frames taken from each labelled second.", 2.0, least=0.01
    )
    whole_epochs: int = option(
        "--whole-epochs", "Epochs for the whole LRCN on sequences of frames; 0 trains the LSTM alone.", 4, least=0
    )
    whole_views: int = option(
        "--whole-views", "Random augmentations of the sequences, one an epoch; 0: as they are.", 2, least=0
    )
    whole_rate: float | None = option(
        "--whole-rate",
        "The highest learning rate for the whole LRCN, e.g. 5e-5 to go on gently from a trained model.",
        None,
        least=1e-12,
        most=1.0,
    )
    frozen_up_to: str | None = option(
        "--frozen-up-to",
        "The CNN's layer up to which it stays as it is while the whole LRCN learns, e.g. `block_12_add`; else its own.",
        None,
        metavar="LAYER",
        as_text=True,
    )
    balance_folders: bool = option(
        "--balance-folders",
        "Footage in a folder for each game: each folder counts for the square root of its length where the CNN learns, "
        "and its best epoch is that of the mean over them.",
        False,
    )
    leave_out: str | None = option(
        "--leave-out",
        "A folder right below DATA and DIR of which nothing is learned and by which nothing is chosen; at the end the card "
        "says how well it is known all the same.",
        None,
        metavar="NAME",
        as_text=True,
    )
    begin_with: Path | None = option(
        "--begin-with",
        "A trained model's folder to start from: its CNN, and with --epochs 0 its LSTM too.",
        None,
        metavar="DIR",
    )
    image_size: int | None = option(
        "--image-size", "Height and width in pixels of what the CNN sees; else the network's own.", None,
        least=32, most=1024,
    )  # fmt: skip
    pooling: str | None = option(
        "--pooling",
        f"How the CNN's last maps become features: {', '.join(POOLINGS)} (of the whole picture and of three parts of it, "
        "side by side); else the network's own.",
        None,
    )
    offline_head_epochs: int = option(
        "--offline-head-epochs --hindsight-epochs",
        "Epochs for the offline head, which makes the timelines of recorded video; 0: none.",
        40,
        least=0,
    )
    only_offline_head: bool = option(
        "--only-offline-head --only-hindsight",
        "Train an offline head for the model NAME that is there; what the model says live stays the same.",
        False,
    )
    ignore_other_labels: bool = option(
        "--ignore-other-labels", "Leave out moments with labels that the model does not have.", False
    )
    mixed_precision: bool | None = option(
        "--mixed-precision/--no-mixed-precision",
        "Compute in float16 where the CNN is trained; by default on a GPU.",
        None,
    )

    def __post_init__(self) -> None:
        for name in ("data", "validation", "out", "work", "begin_with", "teacher"):
            if getattr(self, name) is not None:
                self._set(name, Path(getattr(self, name)))
        self._set("backbone_weights", str(self.backbone_weights))
        self._set("labels", _labels(self.labels))
        self._set("sample_fps", _sample_fps(self.sample_fps))
        for name, one in OPTIONS.items():
            if name != "sample_fps":
                one.check(getattr(self, name), TYPES[name])
        if not self.only_offline_head:  # then the name is that of a model that is there, or its folder
            from model.registry import check_new_model

            check_new_model(self.arch, self.name)
        if self.pooling is not None and self.pooling not in POOLINGS:
            raise ModelError(f"Received --pooling {self.pooling!r}: expected one of {', '.join(POOLINGS)}.")
        if self.only_offline_head and not self.offline_head_epochs:
            raise ModelError("Received --only-offline-head with --offline-head-epochs 0: expected 1 or more.")
        if not (self.epochs or self.begin_with or self.only_offline_head):
            raise ModelError(
                "Received --epochs 0 without --begin-with: expected 1 or more; only a trained CNN needs none."
            )

        if self.teacher is not None and not self.epochs:
            raise ModelError(
                f"Received --teacher {self.teacher} with --epochs 0: expected 1 or more; it teaches single frames alone."
            )

    def spec(self) -> ModelSpec:
        """The network to train, with the labels, image size and pooling asked for; without labels, those of a teaching project.

        Returns:
            Its frame rate is the one asked for, or the architecture's own where it is still to be chosen.
        """
        from model.datasets.project import is_project
        from model.datasets.read import labels_in
        from model.network.architectures import architecture

        spec = architecture(self.arch).with_(name=self.name)
        labels = self.labels or (labels_in(self.data) if is_project(self.data) else None)
        if labels:
            spec = spec.with_(labels=labels)
        if self.image_size:
            spec = spec.with_(image_size=(self.image_size, self.image_size))
        if self.pooling:
            spec = spec.with_(pooling=self.pooling)
        return spec if self.sample_fps == AUTO else spec.with_(sample_fps=self.sample_fps)

    def values(self, *names: str) -> dict[str, Any]:
        """The fields called ``names``, as what JSON can hold: paths as text, labels as a list."""
        return {name: plain(getattr(self, name)) for name in names}

    def command(self) -> str:
        """The command line that makes the same model from the same footage, every option that matters written out."""
        words = [program_name(), "train"]
        for name, one in OPTIONS.items():
            if one.recorded and (name in OF_OFFLINE_HEAD or not self.only_offline_head):
                words += one.words(getattr(self, name))
        return shlex.join(words)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


OPTIONS: dict[str, Option] = {each.name: each.metadata["option"] for each in fields(TrainingConfig)}
DEFAULTS: dict[str, Any] = {each.name: each.default for each in fields(TrainingConfig) if each.default is not MISSING}
# What a field holds, None left aside: for `float | None` it is float.
TYPES: dict[str, type] = {
    name: next((part for part in get_args(hint) if part is not type(None) and ... not in get_args(hint)), hint)
    for name, hint in get_type_hints(TrainingConfig).items()
}
# The options that --only-offline-head listens to.
OF_OFFLINE_HEAD = (
    "data", "name", "validation", "seed", "passes", "offline_head_epochs", "only_offline_head", "ignore_other_labels",
    "leave_out",
)  # fmt: skip


def _labels(given: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...] | None:
    """Labels as a tuple; ``run, jump`` is taken apart at the commas."""
    if not given:
        return None
    labels = tuple(part.strip() for part in (given.split(",") if isinstance(given, str) else given) if part.strip())
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ModelError(
            f"Received --labels {','.join(labels)!r}: expected two or more different labels, such as `run,jump,idle`."
        )
    return labels


def _sample_fps(given: str | float) -> str | float:
    if given == AUTO:
        return AUTO
    try:
        rate = float(given)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= _FASTEST:
        raise ModelError(
            f"Received --sample-fps {given!r}: expected `{AUTO}` or a rate above 0 and at most {_FASTEST:g}."
        )
    return rate
