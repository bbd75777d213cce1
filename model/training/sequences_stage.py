"""The whole LRCN, trained on sequences of frames; before that its head learns from the embeddings as they are."""

from __future__ import annotations

import numpy as np

from model.evaluation.ground_truth import UNDECIDED
from model.network.backbones import BACKBONES, keras, layers
from model.network.lrcn import Lrcn, encode_clips, upper_encoder
from model.training.accelerator import learner
from model.training.activations import Activations, RowPlan
from model.training.batch_norm_folding import folded
from model.training.callbacks import SeedDropout
from model.training.fit import fit
from model.training.frozen import fingerprint
from model.training.head import HIDDEN_FEATURES, train_head_on_clips
from model.training.rows import counts_of_labels, draw_rows, score_rows, training_rows
from model.training.sequences import clips_of, sequence_length, sequence_times
from model.training.stage import Stage, Training
from model.training.standardiser import Standardiser

BATCH = 160  # frames
PATIENCE = 4  # epochs
WARM_FRAMES = 12_000


def sequence_rows(training: Training) -> tuple[Activations, Activations]:
    """The whole footage in sequences on the model's clock, as many times over as there are views."""
    spec, config = training.parts.spec, training.config
    frames = sequence_length(training.dataset["training"], spec.sample_fps, spec.clip_length)
    plans = {}
    for part, videos in training.dataset.items():
        views = config.whole_views if part == "training" else 0
        draws = [int(key[:16], 16) for key in training.dataset_key[part]]
        times = sequence_times(videos, draws, spec.sample_fps, frames, max(1, views), config.seed)
        plans[part] = [RowPlan(ends, int(views > 0), frames, which) for ends, which in times]
    return training_rows(training, "sequences", plans, training.whole_cut)


class WarmUpStage(Stage):
    """Trains a fresh head on what the CNN makes of some sequences, so that the CNN's first steps come from a head that
    knows something. A head that knows this CNN already is taken as it is.

    From here on to the end of ``SequencesStage`` the head takes standardised embeddings.
    """

    name = "warm_up"
    options = ("seed", "whole_views", "frozen_up_to")
    rounded = False

    def network(self, training: Training) -> keras.Model:
        """The head."""
        return training.parts.head

    def inputs(self, training: Training) -> dict:
        """As ``Stage.inputs``, with the head that is known."""
        known = training.known_head
        return super().inputs(training) | {"known": None if known is None else fingerprint(known)}

    def run(self, training: Training, key: dict) -> dict:
        """Train; gives ``mean`` and ``deviation``, those of the embeddings."""
        parts, seed = training.parts, training.config.seed
        sequences, _ = sequence_rows(training)
        training.progress.say(f"Clips of sequences to train on: {counts_of_labels(sequences)}")
        encode = upper_encoder(parts, training.whole_cut)
        rng = np.random.default_rng([seed, 6])
        rows = rng.permutation(sequences.usable)[: max(1, WARM_FRAMES // sequences.values.shape[1])]
        advance = training.progress.task("Encoding sequences for the head", len(rows))
        features = []
        for first in range(0, len(rows), 8):
            inputs = sequences.inputs(rows[first : first + 8])
            features.append(encode_clips(encode, inputs))
            advance(len(inputs))
        features, labels = np.concatenate(features), sequences.labels[rows].ravel()
        standardiser = Standardiser.fit(features)
        if training.known_head is not None:
            parts.head.set_weights(training.known_head)
            standardiser.unfold_from(parts.head.get_layer("lstm"))
        else:
            decided = labels != UNDECIDED
            clips = clips_of(features, parts.spec.clip_length)[decided]
            train_head_on_clips(parts.head, clips, labels[decided], standardiser, rng)
        return {"mean": standardiser.mean.tolist(), "deviation": standardiser.deviation.tolist()}


class SequencesStage(Stage):
    """Trains the whole LRCN above the CNN's frozen lower half."""

    name = "sequences"
    options = (
        "seed", "whole_epochs", "whole_views", "whole_rate", "mixed_precision", "frozen_up_to", "balance_folders",
    )  # fmt: skip

    def network(self, training: Training) -> keras.Model:
        """The whole LRCN."""
        return training.parts.lrcn

    def run(self, training: Training, key: dict) -> dict:
        """Train; gives ``epochs``, the figures of each one."""
        config, parts = training.config, training.parts
        train, validation = sequence_rows(training)
        standardiser = Standardiser(
            *(np.array(training.results["warm_up"][w], np.float32) for w in ("mean", "deviation"))
        )
        frames = train.values.shape[1]
        batch = max(1, BATCH // frames)
        with learner(parts, config.mixed_precision) as learning:
            network = sequence_network(learning, standardiser, frames, training.whole_cut)
            history = fit(
                network,
                draw_rows(train, len(parts.spec.labels), batch, config.seed),
                epochs=config.whole_epochs,
                peak=config.whole_rate or BACKBONES[parts.spec.backbone].learning_rate / 2,
                validate=lambda: score_rows(network, validation, 4 * batch),
                callbacks=training.callbacks(
                    self.name, "Whole LRCN on sequences", key, SeedDropout(config.seed), patience=PATIENCE
                ),
            )
        standardiser.fold_into(parts.head.get_layer("lstm"))
        return {"epochs": history}


def sequence_network(parts: Lrcn, standardiser: Standardiser, frames: int, cut: str | None) -> keras.Model:
    """The whole LRCN above the CNN's lower half, over the very layers of ``parts``.

    Batch norm keeps the statistics it has: a sequence's frames are too much alike to measure new ones on.

    Args:
        parts: Their head takes standardised embeddings.
        standardiser: Of the embeddings at the start.
        frames: How many a sequence has.
        cut: The last layer of the lower half; None: there is none.

    Returns:
        From the lower half's activations ``(batch, frames, ...)`` to probabilities ``(batch * clips, labels)``.
    """
    encode = folded(upper_encoder(parts, cut))
    sequence = layers.Input((frames, *encode.input_shape[1:]))
    pooled = encode(keras.ops.reshape(sequence, (-1, *encode.input_shape[1:])))
    features = standardiser.layer()(keras.ops.reshape(pooled, (-1, frames, pooled.shape[-1])))
    clips = clips_of(features, parts.spec.clip_length)
    return keras.Model(sequence, parts.head(layers.SpatialDropout1D(HIDDEN_FEATURES)(clips)))
