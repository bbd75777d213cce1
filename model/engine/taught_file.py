"""A taught head's file, ``taught.npz``: arrays of numbers alone, checked before they are used."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import astuple, fields, replace
from pathlib import Path

import numpy as np

from model.arrays import read_arrays
from model.engine.adaptation import MOST_MEMORY, Adaptation
from model.engine.knowledge import KNOWLEDGE_FILE, load_knowledge
from model.engine.taught_head import STATISTICS, LinearHead, LstmHead, Projection, Readout, TaughtHead, WindowHead
from model.errors import ModelError
from model.files import replacing

TAUGHT_FILE = "taught.npz"
MOST_BYTES = 256 * 2**20
MOST_FRAMES = 1001
_PARTS = {"linear": LinearHead, "lstm": LstmHead}
_AXES = {"mean": 1, "scale": 1, "kernel": 2, "bias": 1, "recurrent": 2, "out": 2, "out_bias": 1}


def save_taught_head(head: TaughtHead, path: Path) -> Path:
    """Write all arrays of ``head`` but its knowledge's, which is the encoder's, to ``path``, whole or not at all; returns it."""
    arrays = {"projection.mean": head.projection.mean, "projection.matrix": head.projection.matrix}
    adapts = head.adaptation
    arrays["adaptation"] = np.float32((0, 0, 0) if adapts is None else astuple(adapts))
    for name, one in (("live", head.live), ("offline", head.offline)):
        numbers = (
            (0, 0, 0, 0, 0)
            if one is None
            else (one.frames, one.newest, one.linear is not None, one.lstm is not None, 1)
        )
        arrays[f"{name}.form"] = np.array(numbers, np.int32)
        arrays[f"{name}.temperature"] = np.float32([1.0 if one is None else one.temperature])
        for part in _PARTS if one is not None else ():
            if (kept := getattr(one, part)) is not None:
                arrays |= {f"{name}.{part}.{field.name}": getattr(kept, field.name) for field in fields(kept)}
        if one is not None and one.readout is not None:
            arrays |= {f"{name}.readout.{field.name}": getattr(one.readout, field.name) for field in fields(Readout)}
    with replacing(path) as temporary:
        np.savez(temporary, **arrays)
    return Path(path)


def load_taught_head(path: Path, features: int, frames: int, labels: int) -> TaughtHead:
    """Read what ``save_taught_head`` wrote. It holds numbers alone: loading runs no code.

    Args:
        path: The file.
        features: That the CNN gives for each frame.
        frames: In a window of the model.
        labels: That the model tells apart.

    Raises:
        ModelError: The file is missing or damaged, or its arrays do not fit each other or the model.
    """
    try:
        wanted = {"projection.mean": 1, "projection.matrix": 2, "live.form": 1, "offline.form": 1, "adaptation": 1}
        found = _read(path, wanted, optional=("adaptation",))  # earlier versions had none
        projection = Projection(found["projection.mean"], found["projection.matrix"])
        components = projection.matrix.shape[1]
        _expect(projection.mean, (features,))
        _expect(projection.matrix, (features, components))
        live, offline = (
            _window_head(path, name, found[f"{name}.form"], components, labels) for name in ("live", "offline")
        )
        if live is None or live.frames != frames or live.newest != frames - 1:
            raise ValueError(f"it is not for windows of {frames} frames")
        if offline is not None and (offline.frames % 2 == 0 or offline.newest != offline.frames // 2):
            raise ValueError("the offline head's moment is not in the middle of its window")
        adaptation = _adaptation(found.get("adaptation", np.zeros(3, np.float32)))
        readouts = [_readout(path, name, labels) for name in ("live", "offline")]
        knowledge = None
        if readouts != [None, None]:
            knowledge = load_knowledge(path.with_name(KNOWLEDGE_FILE), features)
            if knowledge is None:
                raise ValueError(f"it reads {KNOWLEDGE_FILE}, which is not there")
            live, offline = (
                None if head is None else _reading(head, readout, knowledge.size)
                for head, readout in zip((live, offline), readouts, strict=True)
            )
    except FileNotFoundError as error:
        raise ModelError(
            f"Received model folder {path.parent}: expected {path.name} in it; copy the model again or teach it again."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ModelError(
            f"Received {path}: it is no head that `teach` wrote for this model ({reason}); copy the model again or teach it "
            "again."
        ) from error
    return TaughtHead(projection, live, offline, adaptation, knowledge)


def _readout(path: Path, name: str, labels: int) -> Readout | None:
    """What the head called ``name`` reads of the knowledge; None: nothing, as in earlier versions. Raises ValueError."""
    names = {f"{name}.readout.{field.name}": 2 if field.name == "kernel" else 1 for field in fields(Readout)}
    found = _read(path, names, optional=names)
    if not found:
        return None
    readout = Readout(*(found.get(key, np.zeros(0)) for key in names))
    _expect(readout.kernel, (len(readout.mean), labels))
    _expect(readout.mean, (len(readout.kernel),))
    _expect(readout.bias, (labels,))
    _expect(readout.heads_count, (1,))
    if not 0 < readout.heads_count[0] <= 1:
        raise ValueError(f"heads that count {readout.heads_count[0]}")
    return readout


def _reading(head: WindowHead, readout: Readout | None, scores: int) -> WindowHead:
    if readout is None or len(readout.mean) != scores:
        raise ValueError(f"expected a readout of {scores} scores for each of its heads")
    return replace(head, readout=readout)


def _read(path: Path, wanted: Mapping[str, int], optional: Collection[str] = ()) -> dict[str, np.ndarray]:
    return read_arrays(path, wanted, MOST_BYTES, optional)


def _adaptation(numbers: np.ndarray) -> Adaptation | None:
    """What three numbers tell of an adaptation; zeros: there is none. Raises ValueError."""
    _expect(numbers, (3,))
    weight, memory, share = (float(number) for number in numbers)
    if not numbers.any():
        return None
    if not (1 <= weight <= memory <= MOST_MEMORY and 0 < share <= 1):
        raise ValueError(f"adaptation of {numbers.tolist()}")
    return Adaptation(int(weight), int(memory), share)


def _window_head(path: Path, name: str, form: np.ndarray, components: int, labels: int) -> WindowHead | None:
    """The head called ``name``, of which ``form`` tells; None where there is none. Raises ValueError."""
    if form.shape != (5,) or form.dtype != np.int32:
        raise ValueError(f"{name}.form of shape {form.shape}, expected 5 whole numbers")
    frames, newest, linear, lstm, there = (int(number) for number in form)
    if not there:
        return None
    if not (2 <= frames <= MOST_FRAMES and 0 <= newest < frames and (linear or lstm)):
        raise ValueError(f"{name}.form of {form.tolist()}")
    temperature = float(_read(path, {f"{name}.temperature": 1})[f"{name}.temperature"][0])
    if not 0.01 <= temperature <= 100:
        raise ValueError(f"a temperature of {temperature}")
    parts = {
        part: _part(path, f"{name}.{part}", kind)
        for part, kind in _PARTS.items()
        if {"linear": linear, "lstm": lstm}[part]
    }
    head = WindowHead(frames, newest, parts.get("linear"), parts.get("lstm"), temperature)
    if head.linear is not None:
        rows = STATISTICS * components
        for array, shape in zip(
            (head.linear.mean, head.linear.scale, head.linear.kernel, head.linear.bias),
            ((rows,), (rows,), (rows, labels), (labels,)),
            strict=True,
        ):
            _expect(array, shape)
        if not (head.linear.scale > 0).all():
            raise ValueError("a scale that is not above 0")
    if head.lstm is not None:
        units, inputs = head.lstm.out.shape[0], min(len(head.lstm.kernel), components)
        for array, shape in zip(
            (head.lstm.kernel, head.lstm.recurrent, head.lstm.bias, head.lstm.out, head.lstm.out_bias),
            ((inputs, 4 * units), (units, 4 * units), (4 * units,), (units, labels), (labels,)),
            strict=True,
        ):
            _expect(array, shape)
    return head


def _part(path: Path, prefix: str, kind: type) -> LinearHead | LstmHead:
    names = [field.name for field in fields(kind)]
    found = _read(path, {f"{prefix}.{name}": _AXES[name] for name in names})
    return kind(**{name: found[f"{prefix}.{name}"] for name in names})


def _expect(array: np.ndarray, shape: tuple[int, ...]) -> None:
    """ValueError unless ``array`` is finite float32 of that ``shape``."""
    if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
        raise ValueError(f"an array of {array.dtype} {array.shape}, expected finite float32 {shape}")
