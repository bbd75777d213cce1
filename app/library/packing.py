"""Embeddings in small form: a hundredth of what they take in float16, from which a model with the same CNN classifies again.

The frames of one video differ in few ways: their principal components hold nearly all of it. Each component is written in
whole steps of one size, so that those of little weight are mostly zeros, which are compressed away.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import numpy as np

from app.library.answers import PackedPart

PART_BYTES = 48 << 20  # of embeddings in float16 that are in memory at once: half an hour of most models'
SAMPLE = 768  # frames that the components are found in
COMPONENTS = (
    128  # at most; FEWEST and one more for each EACH frames: those of a short video would take more than its frames
)
FEWEST, EACH = 16, 12
LEFT_OUT = 0.001  # of the variance: components that hold less all together are not kept
ROUNDED = 0.003  # of the variance: what components may lose by being written coarsely
STEP = 0.02  # of the standard deviation of a frame
ALIKE = (
    1.5  # a part is packed with the components of the one before if that leaves out at most so many times its own share
)
MOST_STEPS = 127
_PART = struct.Struct("<III")  # frames, components, features


class Packer:
    """Takes the frames of one video in order. Belongs to one thread."""

    def __init__(self):
        self._times: list[float] = []
        self._frames: list[np.ndarray] = []
        self._bytes = 0
        self._parts: list[PackedPart] = []

    def push(self, time: float, features: np.ndarray) -> None:
        """Take the next frame.

        Args:
            time: Seconds, rising.
            features: float32 ``(features,)``.
        """
        frame = np.clip(features, -65000, 65000).astype(np.float16)
        self._times.append(time)
        self._frames.append(frame)
        self._bytes += frame.nbytes
        if self._bytes >= PART_BYTES:
            self._close()

    def end(self) -> tuple[PackedPart, ...]:
        """The video has ended: all of it."""
        if self._frames:
            self._close()
        return tuple(self._parts)

    def _close(self) -> None:
        before = self._parts[-1] if self._parts else None
        self._parts.append(pack(np.array(self._times), np.stack(self._frames), before))
        self._times, self._frames, self._bytes = [], [], 0


def pack(times: np.ndarray, frames: np.ndarray, before: PackedPart | None = None) -> PackedPart:
    """Pack embeddings.

    Args:
        times: float64 ``(n,)``, seconds.
        frames: float16 ``(n, features)``.
        before: The part before, whose components are used again where they suffice.

    Returns:
        Them in small form.
    """
    sample = frames[np.linspace(0, len(frames) - 1, min(len(frames), SAMPLE)).astype(int)].astype(np.float32)
    mean = sample.mean(axis=0).astype(np.float16)
    centred = sample - mean
    variance = float((centred**2).sum() / len(sample))
    components, held = _components(centred, min(COMPONENTS, FEWEST + len(frames) // EACH))
    basis, scales = _small(components, held / len(sample), variance)
    if before is not None and len(before.basis):
        own, others = (_left_out(sample, *one) for one in ((mean, basis, scales), _way(before)))
        if others <= ALIKE * max(own, LEFT_OUT * variance):
            mean, basis, scales = _way(before)
    weights = _projection(_weights(basis, scales))
    taken = np.concatenate([block.astype(np.float32) @ weights for block in _blocks(frames)])
    taken -= mean.astype(np.float32) @ weights
    largest = np.abs(taken).max(axis=0, initial=0.0)
    steps = np.maximum(STEP * variance**0.5, largest / MOST_STEPS).astype(np.float32)
    steps[steps == 0] = 1.0
    return PackedPart(times, mean, basis, scales, steps, np.rint(taken / steps).astype(np.int8))


def unpack(part: PackedPart) -> Iterator[tuple[float, np.ndarray]]:
    """Yield time in seconds and features, float32 ``(features,)``, of each frame: nearly those that were packed."""
    basis, mean = _weights(part.basis, part.scales), part.mean.astype(np.float32)
    for first in range(0, len(part.times), SAMPLE):
        taken = part.steps_taken[first : first + SAMPLE] * part.steps
        yield from zip(part.times[first : first + SAMPLE].tolist(), taken @ basis + mean, strict=True)


def to_bytes(part: PackedPart, before: PackedPart | None) -> bytes:
    """A part as it is kept.

    Three whole numbers (frames, components, features); then times in float64 and steps in float32; mean in float16, scales in
    float32 and basis in int8 (left out where they are those of the part before); the steps taken in int8, component by component.
    """
    same = before is not None and part.basis is before.basis
    head = _PART.pack(len(part.times), len(part.basis), 0 if same else len(part.mean))
    own = () if same else (part.mean.astype("<f2"), part.scales.astype("<f4"), part.basis)
    arrays = (part.times.astype("<f8"), part.steps.astype("<f4"), *own, part.steps_taken.T)
    return head + b"".join(array.tobytes() for array in arrays)


def from_bytes(data: bytes, features: int, before: PackedPart | None) -> PackedPart:
    """What ``to_bytes`` wrote, of so many features. Raises ValueError for anything else."""
    if len(data) < _PART.size:
        raise ValueError("embeddings that are cut off")
    frames, components, own = _PART.unpack_from(data)
    scaled = components if own else 0
    sizes = [8 * frames, 4 * components, 2 * own, 4 * scaled, own * components, frames * components]
    if len(data) != _PART.size + sum(sizes) or own not in (0, features) or (not own and before is None):
        raise ValueError("embeddings of another size than they claim")
    ends = (_PART.size + np.cumsum([0, *sizes])).tolist()
    times, steps, mean, scales, basis, taken = (
        np.frombuffer(data[first:last], kind)
        for first, last, kind in zip(ends, ends[1:], ("<f8", "<f4", "<f2", "<f4", "i1", "i1"))
    )
    basis = basis.reshape(components, own)
    if not own:
        mean, scales, basis = before.mean, before.scales, before.basis
    if len(basis) != components or not all(np.isfinite(array).all() for array in (times, steps, mean, scales)):
        raise ValueError("embeddings that are no numbers")
    if len(times) and not (np.diff(times) > 0).all():
        raise ValueError("embeddings out of order")
    return PackedPart(times, mean, basis, scales, steps, taken.reshape(components, frames).T)


def _way(part: PackedPart) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a part's numbers are reckoned from: mean, basis and scales."""
    return part.mean, part.basis, part.scales


def _weights(basis: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """The components, float32 ``(components, features)``."""
    return basis.astype(np.float32) * scales[:, None]


def _components(centred: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The principal components of ``(n, features)``, as many as are kept: ``(components, features)``, and the sum of squares that
    each holds ``(components,)``.

    By the products of frames with each other, of which there are fewer than features (Sirovich 1987).
    """
    weights, vectors = np.linalg.eigh(centred @ centred.T)
    weights, vectors = np.maximum(weights[::-1], 0.0), vectors[:, ::-1]
    total = weights.sum()
    if not total > 0:
        return np.zeros((0, centred.shape[1]), np.float32), np.zeros(0, np.float32)
    left = 1.0 - np.cumsum(weights) / total
    count = min(most, int(np.searchsorted(-left, -LEFT_OUT)) + 1, int((weights > total * 1e-7).sum()))
    return (centred.T @ vectors[:, :count] / np.sqrt(weights[:count])).T, weights[:count]


def _small(components: np.ndarray, held: np.ndarray, variance: float) -> tuple[np.ndarray, np.ndarray]:
    """Components in int8, and what each row is then multiplied by.

    Rounding a component to whole steps of one size loses a twelfth of the step's square for each feature, times the variance that
    the component holds: each may lose the same share of ROUNDED, so that what weighs little is mostly small numbers, which are
    compressed away.
    """
    largest = np.abs(components).max(axis=1, initial=0.0)
    coarse = np.sqrt(12.0 * ROUNDED * variance / max(1, components.size) / np.maximum(held, 1e-12))
    scales = np.minimum(np.maximum(largest / MOST_STEPS, coarse), largest).astype(np.float32)
    return np.rint(components / scales[:, None]).astype(np.int8), scales


def _projection(weights: np.ndarray) -> np.ndarray:
    """What frames are multiplied by, so that the components ``weights``, which rounding made oblique, come nearest to them:
    ``(features, components)``."""
    return np.linalg.pinv(weights)


def _left_out(frames: np.ndarray, mean: np.ndarray, basis: np.ndarray, scales: np.ndarray) -> float:
    """The mean square of what the components do not hold."""
    weights = _weights(basis, scales)
    centred = frames - mean.astype(np.float32)
    return float(((centred - centred @ _projection(weights) @ weights) ** 2).sum() / len(frames))


def _blocks(frames: np.ndarray) -> Sequence[np.ndarray]:
    return [frames[first : first + SAMPLE] for first in range(0, len(frames), SAMPLE)]
