"""What an unfinished scan has predicted so far, in a file, so that the next one goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.frames import Moment, Prediction
from app.log import note_once
from app.recorded.scan_store import make_cache_folder
from model.arrays import read_arrays
from model.files import PRIVATE, replacing

MOST_BYTES = 2**30
ARRAYS = {"times": 1, "probabilities": 2, "frames": 1, "moments": 1, "moments_probabilities": 2}  # and their axes


def load_predictions(path: Path, labels: int) -> tuple[list[Prediction], list[Moment]]:
    """The predictions of a scan that was stopped, in order, and its timeline's moments; none where they cannot be read.

    Args:
        path: Of ``save_predictions``.
        labels: How many the model has.

    Returns:
        Both in order; none where they cannot be read.
    """
    try:
        kept = read_arrays(path, ARRAYS, MOST_BYTES)
        _check_rows(kept["times"], kept["probabilities"], labels)
        _check_rows(kept["moments"], kept["moments_probabilities"], labels)
        if kept["frames"].shape != kept["times"].shape:
            raise ValueError("frames of other times")
    except FileNotFoundError:
        return [], []
    except (OSError, ValueError) as error:
        note_once(f"Received {path} that cannot be read ({error}): the scan begins anew.")
        return [], []
    rows = zip(kept["times"], kept["probabilities"], kept["frames"], strict=True)
    moments = zip(kept["moments"], kept["moments_probabilities"], strict=True)
    return [Prediction(float(t), p, 0.0, int(f)) for t, p, f in rows], [Moment(float(t), p) for t, p in moments]


def _check_rows(times: np.ndarray, rows: np.ndarray, labels: int) -> None:
    """ValueError unless they are probabilities ``(n, labels)`` at ``times`` ``(n,)``, in order."""
    if len(times) != len(rows) or (len(rows) and rows.shape[1] != labels) or times.dtype.kind != "f":
        raise ValueError(f"probabilities of shape {rows.shape} at {len(times)} times")
    if not (np.isfinite(times).all() and (np.diff(times) >= 0).all() and np.isfinite(rows).all()):
        raise ValueError("times or probabilities that are none")


def save_predictions(path: Path, predictions: Sequence[Prediction], moments: Sequence[Moment]) -> None:
    """Keep the predictions of a scan, whole or not at all.

    Args:
        path: Where.
        predictions: In order.
        moments: In order.

    Raises:
        OSError: It cannot be written.
    """
    make_cache_folder()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, PRIVATE) as temporary:
        with temporary.open("wb") as file:
            np.savez(
                file,
                times=np.array([one.time for one in predictions]),
                probabilities=_rows(predictions),
                frames=np.array([one.frame_index for one in predictions], np.int64),
                moments=np.array([one.time for one in moments]),
                moments_probabilities=_rows(moments),
            )


def _rows(ones: Sequence[Prediction] | Sequence[Moment]) -> np.ndarray:
    return np.stack([one.probabilities for one in ones]).astype(np.float32) if ones else np.empty((0, 0), np.float32)
