"""Teaching networks from cached rows: first the CNN's upper half on single frames, then the whole LRCN on stretches.

Both run on cached activations of the CNN's frozen lower half, which costs two cores a fraction of the whole way.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import accuracy, balanced_accuracy, confusion
from model.network.backbones import keras, layers
from model.network.lrcn import Lrcn, upper_encoder
from model.progress import Progress
from model.training.accelerator import JIT
from model.training.cache import FrameCache
from model.training.epochs import cosine, run_epochs
from model.training.folded import folded
from model.training.standardise import Scales
from model.training.stretches import windows
from model.training.tensorboard import TensorBoard

FRAMES_BATCH = 64
STRETCHES_BATCH = 160  # frames
LABEL_SMOOTHING = 0.05
HIDDEN_FEATURES = 0.5  # of the encodings, alike over a window, hidden from the LSTM while it is trained
BALANCE = 0.7  # 0: labels count by frequency; 1: all labels count alike


def class_weights(labels: np.ndarray, count: int) -> np.ndarray:
    """A weight for each label, ``(count,)``, with mean 1 over ``labels`` ``(n,)``: the rarer, the heavier."""
    shares = np.bincount(labels, minlength=count) / max(1, len(labels))
    weights = np.where(shares > 0, 1 / np.maximum(shares, 1e-9) ** BALANCE, 0.0)
    return weights / max((weights * shares).sum(), 1e-9)


def frame_network(parts: Lrcn) -> keras.Model:
    """The CNN's upper half with a classifier of single frames: from the lower half's ``(batch, ...)`` to probabilities."""
    encode = upper_encoder(parts)
    for layer in encode.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = 0.99  # ImageNet's 0.999 would still remember ImageNet after all our steps
    encodings = layers.BatchNormalization(center=False, scale=False, momentum=0.9, name="frame_norm")(encode.output)
    label = layers.Dense(len(parts.spec.labels), activation="softmax", dtype="float32", name="frame_label")
    return keras.Model(encode.input, label(encodings))


def stretch_network(parts: Lrcn, scales: Scales, frames: int) -> keras.Model:
    """The whole LRCN above the lower half: from ``(batch, frames, ...)`` to ``(batch * windows, labels)``.

    frames: of a stretch. scales: of the encodings at the start; the head gets them standardised.
    Batch norm keeps the statistics it has: a stretch's frames are too much alike to measure new ones on.
    """
    encode = folded(upper_encoder(parts, deep=True))
    stretch = layers.Input((frames, *encode.input_shape[1:]))
    pooled = encode(keras.ops.reshape(stretch, (-1, *encode.input_shape[1:])))
    features = scales.layer()(keras.ops.reshape(pooled, (-1, frames, pooled.shape[-1])))
    each = windows(features, parts.spec.clip_length)
    return keras.Model(stretch, parts.head(layers.SpatialDropout1D(HIDDEN_FEATURES)(each)))


def finetune(
    network: keras.Model,
    train: FrameCache,
    validation: FrameCache,
    work: Path,
    stage: str,
    epochs: int,
    batch: int,
    peak: float,
    seed: int,
    progress: Progress,
) -> list[dict]:
    """Train ``network`` on the rows of ``train`` and leave the epoch best on ``validation`` in it.

    It takes rows and gives the probabilities of all their windows, one row's after another's. An epoch learns from one
    look at the footage, the next epoch from the next look. batch: in rows. stage: what it is called on screen and in
    ``work``, where all state is kept after every epoch; called again, training goes on after the last finished one.
    peak: the highest learning rate (Adam; up, then down a cosine).
    Returns each epoch's figures: loss and accuracy on ``train``, val_loss, val_accuracy, balanced (mean recall), recalls.
    """
    count = network.output_shape[-1]
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=LABEL_SMOOTHING)
    # Accuracy is weighted, too: undecided windows count for nothing.
    network.compile(keras.optimizers.Adam(peak), loss, weighted_metrics=["accuracy"], jit_compile=JIT)
    network.optimizer.build(network.trainable_variables)
    weights = class_weights(train.labels[train.labels != UNDECIDED], count)
    looks = [train.usable[train.looks[train.usable] == look] for look in np.unique(train.looks)]
    batches = max(1, min(len(rows) for rows in looks) // batch)
    one_hot = np.eye(count, dtype=np.float32)

    def one_epoch(epoch: int) -> dict:
        advance = progress.task(f"{stage.capitalize()}, epoch {epoch + 1} of {epochs}", batches)
        order = np.random.default_rng([seed, 3, epoch]).permutation(looks[epoch % len(looks)])
        measured = []
        for number in range(batches):
            chosen = order[number * batch : (number + 1) * batch]
            truth = train.labels[chosen].ravel()
            counts = np.where(truth == UNDECIDED, 0.0, weights[truth])
            network.optimizer.learning_rate = cosine(epoch * batches + number, epochs * batches, peak)
            measured.append(
                network.train_on_batch(train.inputs(chosen), one_hot[truth], sample_weight=counts)
            )  # loss and accuracy of this batch alone
            advance()
        mean_loss, mean_accuracy = np.mean(measured, axis=0).tolist()
        figures = {"loss": mean_loss, "accuracy": mean_accuracy, **score(network, validation, count, 4 * batch)}
        progress.say(
            f"{stage.capitalize()}, epoch {epoch + 1}: loss {figures['loss']:.3f}, validation {figures['val_accuracy']:.3f}, "
            f"mean recall {figures['balanced']:.3f} ({', '.join(f'{r:.2f}' for r in figures['recalls'])})"
        )
        board.add(epoch + 1, figures)
        return figures

    board = TensorBoard(work / "tensorboard" / stage.replace(" ", "_"))
    try:
        return run_epochs(network, work, stage, epochs, one_epoch, "balanced", seed, progress.say)
    finally:
        board.close()


def score(network: keras.Model, rows: FrameCache, count: int, batch: int) -> dict:
    """Loss (cross-entropy), accuracy, mean recall and each label's recall on ``rows``."""
    usable = rows.usable
    said = np.concatenate(
        [network.predict_on_batch(rows.inputs(usable[i : i + batch])) for i in range(0, len(usable), batch)]
    )
    truth = rows.labels[usable].ravel()
    said, truth = said[truth != UNDECIDED], truth[truth != UNDECIDED]
    matrix = confusion(truth, said.argmax(axis=1), count)
    recalls = np.diag(matrix) / np.maximum(1, matrix.sum(axis=1))
    return {
        "val_loss": float(-np.log(np.maximum(said[np.arange(len(truth)), truth], 1e-7)).mean()),
        "val_accuracy": accuracy(matrix) or 0.0,
        "balanced": balanced_accuracy(matrix),
        "recalls": recalls.round(4).tolist(),
    }
