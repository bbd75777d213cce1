"""The first stages: the CNN's upper half, fine-tuned on single frames; or all of it, where it learns from nothing."""

from __future__ import annotations

from model.network.backbones import BACKBONES, keras, layers
from model.network.lrcn import Lrcn, upper_encoder
from model.training.accelerator import learner
from model.training.activations import RowPlan
from model.training.callbacks import SeedDropout
from model.training.fit import fit
from model.training.rows import counts_of_labels, draw_rows, score_rows, training_rows
from model.training.selection import select_times
from model.training.stage import Stage, Training
from model.training.start import learns_from_nothing
from model.training.teacher import Teacher, imitating, open_teacher
from model.training.unit_variance_init import give_unit_variance, spread_rows

BATCH = 64  # frames
PATIENCE = 4  # epochs
VALIDATION_RATE = 2.0  # validation frames per second


class FramesStage(Stage):
    """Fine-tunes the CNN on single frames of each label, each of them augmented ``views`` times."""

    name = "frames"
    options = (
        "seed", "shallow_epochs", "epochs", "views", "frames_per_second", "frames_rate", "mixed_precision",
        "balance_folders",
    )  # fmt: skip
    on_clock = False
    title = "CNN on single frames"

    def network(self, training: Training) -> keras.Model:
        """The CNN."""
        return training.parts.encoder

    def inputs(self, training: Training) -> dict:
        """As ``Stage.inputs``; whether the CNN's weights are random says nothing else. The teacher counts by its content."""
        teacher = _teacher(training)
        return super().inputs(training) | {
            "random_weights": learns_from_nothing(training.config, training.parts.spec),
            "teacher": None if teacher is None else teacher.digest,
        }

    def run(self, training: Training, key: dict) -> dict:
        """Train; gives ``epochs``, the figures of each one."""
        config, parts = training.config, training.parts
        from_nothing = learns_from_nothing(config, parts.spec)
        teacher = _teacher(training)
        cut = None if from_nothing else _cut(parts)
        train, validation = training_rows(training, "frames", self._plans(training), cut, teacher)
        training.progress.say(f"Single frames to train on: {counts_of_labels(train)}")
        if from_nothing and not any(isinstance(layer, layers.BatchNormalization) for layer in parts.backbone.layers):
            chosen = train.usable[spread_rows(len(train.usable), parts.spec.image_size)]
            give_unit_variance(parts.backbone, train.inputs(chosen))
        with learner(parts, config.mixed_precision) as learning:
            network = frame_network(self.encoder(learning, cut), len(parts.spec.labels))
            learns = network if teacher is None else imitating(network, network.layers[-2].output, teacher.features)
            history = fit(
                learns,
                draw_rows(train, len(parts.spec.labels), BATCH, config.seed),
                epochs=self.epochs(training),
                peak=self.rate(training),
                validate=lambda: score_rows(network, validation, 4 * BATCH),
                callbacks=training.callbacks(self.name, self.title, key, SeedDropout(config.seed), patience=PATIENCE),
                clip=1.0 if from_nothing else None,
            )
        training.known_head = None  # it knew the CNN that was
        return {"epochs": history}

    def load(self, training: Training) -> None:
        """As ``Stage.load``."""
        super().load(training)
        training.known_head = None

    def epochs(self, training: Training) -> int:
        """How many, at most."""
        return training.config.epochs

    def rate(self, training: Training) -> float:
        """The highest learning rate; a CNN of which a part has learned goes on gently."""
        return _highest_rate(training) / (4 if training.config.shallow_epochs else 1)

    def encoder(self, parts: Lrcn, cut: str | None) -> keras.Model:
        """What is trained: from what the layer ``cut`` gives to embeddings."""
        return upper_encoder(parts, cut)

    def _plans(self, training: Training) -> dict[str, list[RowPlan]]:
        config, labels = training.config, training.parts.spec.labels
        rates = {"training": config.frames_per_second, "validation": VALIDATION_RATE}
        return {
            part: [
                RowPlan(times, config.views if part == "training" else 0)
                for times in select_times(videos, labels, rates[part], config.seed)
            ]
            for part, videos in training.dataset.items()
        }


class ShallowStage(FramesStage):
    """Trains a CNN from nothing without the blocks that begin as identities (``Backbone.shallow``)."""

    name = "shallow"
    options = tuple(name for name in FramesStage.options if name != "epochs")
    title = "CNN without its identity blocks"

    def epochs(self, training: Training) -> int:
        """As ``FramesStage.epochs``."""
        return training.config.shallow_epochs

    def rate(self, training: Training) -> float:
        """The highest learning rate."""
        return _highest_rate(training)

    def encoder(self, parts: Lrcn, cut: str | None) -> keras.Model:
        """As ``FramesStage.encoder``."""
        network = BACKBONES[parts.spec.backbone].shallow(parts.backbone)
        return keras.Model(network.input, parts.encoder.layers[-1](network.output), name="shallow_encoder")


def _highest_rate(training: Training) -> float:
    return training.config.frames_rate or BACKBONES[training.parts.spec.backbone].learning_rate


def _teacher(training: Training) -> Teacher | None:
    return None if training.config.teacher is None else open_teacher(training.config.teacher)


def _cut(parts: Lrcn) -> str | None:
    return BACKBONES[parts.spec.backbone].frozen_up_to(deep=False)


def frame_network(encode: keras.Model, labels: int) -> keras.Model:
    """The CNN's upper half with a classifier of single frames, over the very layers of ``encode``.

    Args:
        encode: From the lower half's activations ``(batch, ...)`` to embeddings.
        labels: How many there are.

    Returns:
        From the same activations to probabilities ``(batch, labels)``.
    """
    for layer in encode.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = 0.99  # ImageNet's 0.999 would still remember ImageNet after all our steps
    embeddings = layers.BatchNormalization(center=False, scale=False, momentum=0.9, name="frame_norm")(encode.output)
    label = layers.Dense(labels, activation="softmax", dtype="float32", name="frame_label")
    return keras.Model(encode.input, label(embeddings))
