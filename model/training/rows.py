"""Training on rows of kept activations: where they come from, in which order they are drawn, how well they are known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from model.errors import FootageError
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import accuracy, balanced_accuracy, confusion
from model.network.backbones import halves, keras
from model.training.activations import Activations, RowMaker, RowPlan
from model.training.fit import Batch, Draw, class_weights, sample_weights
from model.training.frozen import fingerprint, freeze
from model.training.stage import RECIPE, Training
from model.training.teacher import Teacher


def training_rows(
    training: Training,
    name: str,
    plans: dict[str, list[RowPlan]],
    cut: str | None,
    teacher: Teacher | None = None,
) -> tuple[Activations, Activations]:
    """The rows of ``plans``. Those of a video that an earlier run made are taken, where they depend on nothing that has
    changed: whatever other videos, and whatever head, it trained on.

    Args:
        training: Its footage, its CNN's frozen lower half, its work folder.
        name: Of the folder they are kept in.
        plans: For ``training`` and ``validation`` and each of its videos, which rows.
        cut: The layer that ends the CNN's lower half (``backbones.halves``).
        teacher: Says what it makes of each row to train on, which is a single frame; None: there is none.

    Returns:
        Those to train on and those of validation.

    Raises:
        FootageError: A video cannot be read, or no row of a part has a label.
    """
    spec, seed = training.parts.spec, training.config.seed
    lower, _ = halves(training.parts.backbone, cut)
    on_clock = any(plan.frames for each in plans.values() for plan in each)
    recipe = [
        RECIPE, list(spec.labels), seed, [spec.sample_fps, spec.clip_length] if on_clock else None,
        [*spec.image_size, spec.scaling], None if lower is None else fingerprint(lower.get_weights()),
    ]  # fmt: skip
    folder = training.work.path / name
    folder.mkdir(exist_ok=True)
    frozen = None if lower is None else cache(lambda: freeze(lower, folder / "lower.tflite"))
    recipes = {part: _digest([*recipe, teacher and teacher.digest] if part == "training" else recipe) for part in plans}
    for path in folder.glob("*.npy"):
        if path.name.split("-")[0] not in recipes.values():
            path.unlink()
    rows = {}
    for part, each in plans.items():
        videos = training.dataset[part]
        maker = RowMaker(spec, frozen, seed, teacher if part == "training" else None)
        advance = training.progress.task(f"Reading {name} for {part}", len(videos))
        rows[part] = maker.keep(folder, recipes[part], videos, training.dataset_key[part], each, advance)
        if training.folders is not None:
            counts = [plan.fitting(spec.sample_fps).rows for plan in each]
            rows[part] = replace(rows[part], folders=np.repeat(training.folders[part], counts))
        if not len(rows[part].usable):
            raise FootageError(
                f"Received {part} videos that hold no labelled {name}: expected some of {spec.clip_seconds:g} s or more; "
                "add longer ones."
            )
    return rows["training"], rows["validation"]


def _digest(recipe: list) -> str:
    return hashlib.blake2b(json.dumps(recipe).encode(), digest_size=8).hexdigest()


def counts_of_labels(rows: Activations) -> str:
    """How often each label is among ``rows``, in words."""
    labels = rows.labels[rows.labels != UNDECIDED]
    counts = np.bincount(labels, minlength=len(rows.spec.labels))
    return ", ".join(f"{label} {count}" for label, count in zip(rows.spec.labels, counts, strict=True))


def draw_rows(rows: Activations, count: int, batch: int, seed: int) -> Draw:
    """Batches of rows in random order; an epoch covers one view of the footage, the next epoch the next view.

    Where the rows say which folder they are of, each folder counts for the square root of its labels: neither does a
    large one outweigh the others, nor is a small one learned by heart.

    Args:
        rows: Those to train on.
        count: How many labels there are.
        batch: Rows in one batch.
        seed: Draws the order.
    """
    weights = class_weights(rows.labels[rows.labels != UNDECIDED], count)
    factors = folder_factors(rows)
    views = [rows.usable[rows.views[rows.usable] == view] for view in np.unique(rows.views[rows.usable])]
    steps = max(1, min(len(of_view) for of_view in views) // batch)

    def draw(epoch: int) -> tuple[int, Iterator[Batch]]:
        order = np.random.default_rng([seed, 3, epoch]).permutation(views[epoch % len(views)])
        chosen = (order[step * batch : (step + 1) * batch] for step in range(steps))
        return steps, (_batch(each) for each in chosen)

    def _batch(chosen: np.ndarray) -> Batch:
        labels = rows.labels[chosen].ravel()
        each = sample_weights(labels, weights).reshape(len(chosen), -1) * factors[chosen][:, None]
        inputs = rows.inputs(chosen)
        if rows.taught is not None:
            inputs = [inputs, rows.taught[chosen].astype(np.float32)]
        return Batch(inputs, labels, each.ravel())

    return draw


def folder_factors(rows: Activations) -> np.ndarray:
    """How much each row counts for the sake of its folder: ``(rows,)``, 1 on average over the labels."""
    if rows.folders is None:
        return np.ones(len(rows.labels))
    names, number = np.unique(rows.folders, return_inverse=True)
    labels = (rows.labels != UNDECIDED).sum(axis=1)
    of_folder = np.bincount(number, labels, len(names))
    factors = 1 / np.sqrt(np.maximum(1, of_folder))
    return (factors * of_folder.sum() / max((factors * of_folder).sum(), 1e-9))[number]


def score_rows(network: keras.Model, rows: Activations, batch: int) -> dict:
    """How well ``network`` knows the labels of ``rows``.

    Args:
        network: Takes rows and gives the probabilities of all their clips, one row's after another's.
        rows: Those of validation.
        batch: Rows to predict at once.

    Returns:
        ``val_loss`` (cross-entropy), ``val_accuracy``, ``balanced`` (mean recall; where the rows say which folder they
        are of, the mean over the folders of each one's), ``recalls``, one a label, and ``folders``, each one's.
    """
    usable, count = rows.usable, network.output_shape[-1]
    predicted = np.concatenate(
        [network.predict_on_batch(rows.inputs(usable[i : i + batch])) for i in range(0, len(usable), batch)]
    )
    labels = rows.labels[usable]
    decided = labels != UNDECIDED
    predicted, labels, row = predicted[decided.ravel()], labels[decided], np.nonzero(decided)[0]
    said = predicted.argmax(axis=1)
    matrix = confusion(labels, said, count)
    recalls = np.diag(matrix) / np.maximum(1, matrix.sum(axis=1))
    figures = {
        "val_loss": float(-np.log(np.maximum(predicted[np.arange(len(labels)), labels], 1e-7)).mean()),
        "val_accuracy": accuracy(matrix) or 0.0,
        "balanced": balanced_accuracy(matrix),
        "recalls": recalls.round(4).tolist(),
    }
    if rows.folders is None:
        return figures
    folder = rows.folders[usable][row]
    each = {
        str(name): balanced_accuracy(confusion(labels[folder == name], said[folder == name], count))
        for name in np.unique(folder)
    }
    return figures | {"balanced": float(np.mean(list(each.values()))), "folders": each}
