"""A stage of a training: done once, kept in the work folder, and loaded by a training that is started again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import ClassVar

import numpy as np

from model.errors import ModelError
from model.network.backbones import BACKBONES, keras
from model.network.lrcn import Lrcn, round_to_half
from model.progress import Progress
from model.training.callbacks import (
    Checkpoint,
    EarlyStopping,
    KeepBest,
    ProgressBar,
    TensorBoard,
    forget,
    random_states,
    set_random_states,
)
from model.training.config import TrainingConfig
from model.training.dataset import Dataset, dataset_key
from model.training.fit import Callback
from model.training.frozen import fingerprint
from model.training.work_folder import WorkFolder

RECIPE = 2  # to be raised whenever the same inputs train another model than before
_NOT_INPUTS = (
    "name",
    "sample_fps",
    "temperature",
    "switch_cost",
    "precision",
)  # of a spec: what stages decide, or none


@dataclass
class Training:
    """A training under way: what its stages share, and change one after another.

    config: What was asked for.
    parts: The networks; the stages train them in place. ``parts.spec`` gets its frame rate from a stage, too.
    dataset: The labelled videos.
    work: Keeps what stages have done.
    progress: Shows it.
    folders: For each part the folder that each of its videos is of (``dataset.folders_of``); None where they do not
        matter.
    known_head: The weights of a head that knows this CNN already; None where there is none.
    offline_head: The network that a stage trained; None until then.
    results: What each finished stage gave, by its name.
    """

    config: TrainingConfig
    parts: Lrcn
    dataset: Dataset
    work: WorkFolder
    progress: Progress
    folders: dict[str, list[str]] | None = None
    known_head: list[np.ndarray] | None = None
    offline_head: keras.Model | None = None
    results: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first_head = self.parts.head.get_weights()
        self.dataset_key = dataset_key(self.dataset)
        self._random_states = random_states(self.parts.lrcn)

    @property
    def whole_cut(self) -> str | None:
        """The CNN's layer up to which it stays as it is while the whole LRCN learns; None: all of it learns."""
        return self.config.frozen_up_to or BACKBONES[self.parts.spec.backbone].frozen_up_to(deep=True)

    def reset_random_states(self) -> None:
        """Whatever draws at random begins as it was built: a stage draws the same whether or not others ran before it."""
        set_random_states(self.parts.lrcn, self._random_states)

    def callbacks(
        self, name: str, title: str, key: dict, *more: Callback, patience: int | None = None, latest: bool = True
    ) -> Sequence[Callback]:
        """The callbacks of a training that can be stopped at any moment, of which the best epoch stays.

        Args:
            name: How its files in the work folder begin.
            title: What it is called on the screen.
            key: What it depends on.
            more: Further callbacks.
            patience: Epochs without a better one after which it ends; None: it never ends early.
            latest: Which of several best epochs stays (``best_epoch``).
        """
        folder = self.work.path
        return (
            *more,
            ProgressBar(self.progress, title),
            TensorBoard(folder / "tensorboard" / name),
            *([] if patience is None else [EarlyStopping(patience)]),
            KeepBest(folder / f"{name}.best.weights.h5", latest),
            Checkpoint(folder, name, key, self.progress.say),
        )


class Stage(ABC):
    """One stage. A subclass says what it depends on, what it does and which network it changes."""

    name: ClassVar[str]  # of its files in the work folder
    options: ClassVar[tuple[str, ...]]  # the fields of ``TrainingConfig`` that its result depends on
    on_clock: ClassVar[bool] = True  # whether it depends on the model's frame rate
    rounded: ClassVar[bool] = True  # whether its weights are rounded as they will be stored in the model's folder

    @abstractmethod
    def run(self, training: Training, key: dict) -> dict:
        """Do the stage's work.

        Args:
            training: Its networks are trained in place.
            key: The stage's ``inputs``, for what it keeps on the way.

        Returns:
            What it found, as JSON can hold it.
        """

    def inputs(self, training: Training) -> dict:
        """All that the result depends on, by content: options, network, footage and the weights it begins with."""
        spec = training.parts.spec
        return {
            "recipe": RECIPE,
            "options": training.config.values(*self.options),
            "network": {name: value for name, value in asdict(spec).items() if name not in _NOT_INPUTS},
            "sample_fps": spec.sample_fps if self.on_clock else None,
            "dataset": training.dataset_key,
            "folders": training.folders if "balance_folders" in self.options else None,
            "weights": self.first_weights(training),
        }

    def first_weights(self, training: Training) -> str:
        """A fingerprint of the weights that the stage begins with."""
        return fingerprint(training.parts.lrcn.get_weights())

    def network(self, training: Training) -> keras.Model | None:
        """The network that the stage changes; None where it changes none."""
        return None

    def save(self, training: Training, key: dict, result: dict) -> None:
        """Keep what ``run`` gave and the weights it left."""
        network = self.network(training)
        if network is not None:
            if not all(np.isfinite(weight).all() for weight in network.get_weights()):
                raise ModelError(
                    f"Received weights that are not numbers from the training stage {self.name!r}: expected a training "
                    "that converges; lower --whole-rate, or give --no-mixed-precision."
                )
            if self.rounded:
                round_to_half(network)
            training.work.save_weights(self.name, network)
        training.work.finish(self.name, key, result)
        forget(training.work.path, self.name)

    def load(self, training: Training) -> None:
        """Put the weights in place that ``save`` kept."""
        network = self.network(training)
        if network is not None:
            training.work.load_weights(self.name, network)

    def complete(self, training: Training) -> None:
        """Run the stage, or load what an earlier run kept where nothing that it depends on has changed."""
        key = self.inputs(training)
        result = training.work.result(self.name, key)
        if result is None:
            training.work.forget(self.name)
            training.reset_random_states()
            result = self.run(training, key)
            self.save(training, key, result)
        else:
            self.load(training)
        training.results[self.name] = result
