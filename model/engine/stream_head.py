"""The head of the streaming form in a file: one frame's features into the windows that they belong to."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.engine.base import WindowStates
from model.engine.litert_network import check_shape, not_numbers, open_interpreter, stopped
from model.errors import ModelError
from model.program_name import program_name

STREAM_NAMES = ("features", "probabilities", "hidden", "cell")
SUM_ERROR = 0.01  # of probabilities


class StreamHead:
    """``model.network.streaming.stream_head`` in a file. One thread: it is too small for two to gain on it."""

    def __init__(self, path: Path):
        """
        Args:
            path: The ``.tflite`` file.

        Raises:
            ModelError: It is missing, damaged or of an earlier version.
        """
        self.path = Path(path)
        self._interpreter = open_interpreter(self.path, 1)
        try:
            signature = self._interpreter.get_signature_runner()
            sources, targets = signature.get_input_details(), signature.get_output_details()
            del signature  # LiteRT refuses to run while it is held
        except ValueError:
            sources, targets = {}, {}
        if "features" not in sources or "probabilities" not in targets:
            raise ModelError(
                f"Received {self.path} of an earlier version: expected one that takes one frame's features; "
                f"run `{program_name()} convert {self.path.parent}`."
            )
        outer = (*self._interpreter.get_input_details(), *self._interpreter.get_output_details())
        there = {one["index"] for one in outer}  # what is only within the network has no memory of its own
        wrong = [
            name
            for name, one in (*sources.items(), *targets.items())
            if name not in STREAM_NAMES or one["index"] not in there or np.dtype(one["dtype"]) != np.float32
        ]
        if wrong:
            raise ModelError(
                f"Received {self.path} with {wrong[0]!r} among what it takes and gives: expected {', '.join(STREAM_NAMES)} in "
                f"float32; run `{program_name()} convert {self.path.parent}`."
            )
        self._shapes = {
            f"{what} {name}": tuple(int(n) for n in one["shape"])
            for what, all_of_them in (("input", sources), ("output", targets))
            for name, one in all_of_them.items()
        }
        self._sources = {name: self._interpreter.tensor(one["index"]) for name, one in sources.items()}
        self._targets = {name: self._interpreter.tensor(one["index"]) for name, one in targets.items()}

    def expect(self, features: int, windows: int, units: int, labels: int) -> None:
        """Make sure of the head's shapes.

        Args:
            features: How many it is to take.
            windows: How many it is to keep the state of: ``clip_length - 1``.
            units: The LSTM's.
            labels: How many it is to give.

        Raises:
            ModelError: It has others.
        """
        expected = {"input features": (1, features), "output probabilities": (1, labels)}
        state = (windows, units) if windows else ()  # a window of one frame has none
        for name in ("hidden", "cell"):
            expected |= {f"input {name}": state, f"output {name}": state}
        for what, shape in expected.items():
            check_shape(self.path, what, self._shapes.get(what, ()), shape)

    def __call__(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take one frame into every window.

        Raises ModelError when it does not work, or they are none.

        Args:
            features: Float32 ``(features,)``.
            states: The stream's; changed in place.

        Returns:
            Fresh probabilities ``(labels,)`` of the full window.

        Raises:
            ModelError: It does not work, or gives no probabilities.
        """
        stateful = states.hidden.size > 0
        try:
            self._sources["features"]()[0] = features
            if stateful:
                self._sources["hidden"]()[:] = states.hidden
                self._sources["cell"]()[:] = states.cell
            self._interpreter.invoke()
            if stateful:
                states.hidden[:] = self._targets["hidden"]()
                states.cell[:] = self._targets["cell"]()
            probabilities = self._targets["probabilities"]()[0].copy()
        except (ValueError, RuntimeError) as error:
            raise stopped(self.path, error) from error
        if not (probabilities.min() >= 0 and abs(probabilities.sum() - 1) < SUM_ERROR):
            raise not_numbers(self.path)
        return probabilities
