"""Tuning the general encoder to a project: its last blocks learn on, from pairs of frames of the marked time.

The blocks below stay as they are: what they make of the pictures is worked out once. The new weights are averaged with the old
ones, which keeps what those know of everything else (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from model.engine.preprocess import scale
from model.network.backbones import keras, layers
from model.spec import ModelSpec
from model.teaching.embeddings import encode_ticks
from model.teaching.footage import Teachable
from model.teaching.samples import Samples
from model.teaching.tuning_plan import BATCH, LOOKS, steps_for, tuning_time
from model.training.augmentation import Augmentation, draw_augmentation
from model.training.fit import Batch, Callback, Fit, fit
from model.training.general_encoder import convert, load
from model.video.video_file import VideoFile

LEARNING_RATE, WARM_STEPS = 1e-4, 10
NEW = 0.5  # the share of the new weights in what is used
DROPOUT = 0.5


def tuned_encoder(
    weights: Path,
    spec: ModelSpec,
    footage: Sequence[Teachable],
    samples: Samples,
    pairs: np.ndarray,
    out: Path,
    seed: int = 0,
    on_progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Tune the encoder, and write its folder.

    Args:
        weights: Keras' own of the general encoder.
        spec: Of the model that is taught.
        footage: The videos of ``samples``, by their names.
        samples: The marked moments.
        pairs: Which of them teach, int ``(pairs, 2)``.
        out: A folder for ``encoder.json`` and the networks.
        seed: Of all that is drawn at random.
        on_progress: Told the share that is done, 0 to 1; it may raise to stop.

    Raises:
        ModelError: The weights cannot be loaded. FootageError: a video cannot be read any more. OSError: see ``convert``.
    """
    encoder = load(weights, spec)
    upper = encoder.upper
    expected = tuning_time(len(pairs), 0)
    expected = np.array([expected.look, expected.train, expected.convert])
    ends = np.cumsum(expected) / expected.sum()
    looked = _looked_at(encoder.lower, spec, footage, samples, pairs, seed, lambda share: on_progress(share * ends[0]))
    old = upper.get_weights()
    _train(upper, looked, samples, pairs, seed, lambda share: on_progress(ends[0] + share * (ends[1] - ends[0])))
    upper.set_weights([(1 - NEW) * before + NEW * now for before, now in zip(old, upper.get_weights(), strict=True)])
    convert(encoder.whole, out, spec)
    on_progress(1.0)


def _looked_at(
    lower: keras.Model,
    spec: ModelSpec,
    footage: Sequence[Teachable],
    samples: Samples,
    pairs: np.ndarray,
    seed: int,
    on_progress: Callable[[float], None],
) -> dict[int, np.ndarray]:
    """What ``lower`` makes of the pictures of all moments in ``pairs``, float16 ``(LOOKS, ...)``, by moment."""
    by_name = {one.name: one for one in footage}
    found: dict[int, np.ndarray] = {}
    moments, done = np.unique(pairs), 0

    def on_frame(ticks: int) -> None:
        nonlocal done
        done += ticks
        on_progress(min(1.0, done / len(moments)))

    for number in np.unique(samples.video[moments]):
        own = moments[samples.video[moments] == number]
        video = samples.videos[number]
        ticks = video.embeddings.ticks[samples.row[own]]
        rng = np.random.default_rng([seed, int(number)])
        # Turned round, a weapon would be where this game never has it.
        looks = [replace(draw_augmentation(rng), flip=False, strip=None) for _ in range(LOOKS - 1)]

        def encode(image: np.ndarray, looks: Sequence[Augmentation] = (Augmentation(), *looks)) -> np.ndarray:
            pictures = np.stack([look.apply(image, spec.image_size) for look in looks])
            return np.asarray(lower.predict_on_batch(scale(pictures, spec.scaling))).reshape(-1)

        with VideoFile(by_name[video.name].video.path) as file:
            made = encode_ticks(file, ticks, encode, spec, on_frame)
        rows = dict(zip(made.ticks.tolist(), made.features, strict=True))
        shape = (LOOKS, *lower.output_shape[1:])
        found |= {int(m): rows[t].reshape(shape) for m, t in zip(own, ticks.tolist(), strict=True) if t in rows}
    return found


def _train(
    upper: keras.Model,
    looked: dict[int, np.ndarray],
    samples: Samples,
    pairs: np.ndarray,
    seed: int,
    on_progress: Callable[[float], None],
) -> None:
    """Let ``upper`` tell the labels of pairs apart, by a layer that is thrown away afterwards."""
    for layer in _all_layers(upper):
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False  # its statistics are of millions of pictures, ours would be of a few
    pair = keras.Input((2, *upper.input_shape[1:]))
    one, other = upper(pair[:, 0]), upper(pair[:, 1])
    seen = [layers.Average()([one, other]), keras.ops.abs(one - other)]
    hidden = layers.Concatenate()([layers.LayerNormalization()(part) for part in seen])
    said = layers.Dense(samples.labels, activation="softmax", kernel_initializer="zeros")(
        layers.Dropout(DROPOUT)(hidden)
    )
    pairs = np.array([two for two in pairs.tolist() if two[0] in looked and two[1] in looked])
    steps, truth = steps_for(len(pairs)), samples.ground_truth[pairs[:, 0]]
    often = 1 / np.sqrt(np.bincount(truth)[truth])
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)

    def draw(_epoch: int) -> tuple[int, Iterable[Batch]]:
        def batches() -> Iterable[Batch]:
            for _ in range(steps):
                drawn = rng.choice(len(pairs), BATCH, p=often / often.sum())
                look = rng.integers(LOOKS, size=BATCH)
                values = [[looked[m][k] for m in pairs[n].tolist()] for n, k in zip(drawn, look, strict=True)]
                yield Batch(np.array(values, np.float32), truth[drawn], np.ones(BATCH, np.float32))

        return steps, batches()

    fit(keras.Model(pair, said), draw, epochs=1, peak=LEARNING_RATE, warm=WARM_STEPS, callbacks=[_Told(on_progress)])


class _Told(Callback):
    """Tells the share of the one epoch that is done."""

    def __init__(self, on_progress: Callable[[float], None]):
        self._on_progress, self._done = on_progress, 0

    def batch_end(self, fit: Fit) -> None:
        self._done += 1
        self._on_progress(self._done / fit.steps)


def _all_layers(network: keras.Model) -> Iterable[layers.Layer]:
    """A network's layers, and those of the networks in it."""
    for layer in network.layers:
        yield from _all_layers(layer) if isinstance(layer, keras.Model) else (layer,)
