"""LiteRT networks in files: opened, checked, run. Each belongs to one thread."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.engine.provenance import read_network
from model.engine.quiet import without_remarks
from model.errors import ModelError
from model.program_name import program_name


def make_interpreter(content: bytes, threads: int):
    """Make LiteRT's interpreter of a network, its memory planned.

    Args:
        content: A ``.tflite`` file's.
        threads: How many it may use.

    Returns:
        The interpreter.

    Raises:
        ValueError, RuntimeError: The network does not work.
    """
    with without_remarks():
        from ai_edge_litert.interpreter import Interpreter

        interpreter = Interpreter(model_content=content, num_threads=threads)
        interpreter.allocate_tensors()
    return interpreter


def open_interpreter(path: Path, threads: int):
    """As ``make_interpreter``, of a file.

    Args:
        path: The ``.tflite`` file.
        threads: How many it may use.

    Returns:
        The interpreter.

    Raises:
        ModelError: It is missing, damaged or does not work.
    """
    # From bytes, not by path: the file may then be replaced while it is in use (Windows locks mapped files).
    content = read_network(path)
    try:
        return make_interpreter(content, threads)
    except (ValueError, RuntimeError, MemoryError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ModelError(
            f"Received {path}: it is no working LiteRT file ({reason}); restore the file or train the model again."
        ) from error


def stopped(path: Path, error: Exception) -> ModelError:
    """What to raise where the network that was opened from ``path`` no longer works."""
    reason = " ".join(str(error).split())[:120]
    return ModelError(f"Received {path}: it stopped working ({reason}); copy the model again or train it again.")


def check_shape(path: Path, what: str, received: tuple, expected: tuple) -> None:
    """ModelError unless ``received`` is ``expected`` (None in it: any size).

    Args:
        what: What has the shape, for the sentence, such as ``input``.
    """
    fits = len(received) == len(expected) and all(e in (None, r) for r, e in zip(received, expected, strict=True))
    if not fits:
        wanted = tuple("any" if e is None else e for e in expected)
        raise ModelError(
            f"Received {path} with {what} shape {received}: model.json beside it asks for {wanted}; "
            "restore both from the same training."
        )


def not_numbers(path: Path) -> ModelError:
    """What to raise where the network at ``path`` gives NaN, infinities, or probabilities that are none."""
    return ModelError(
        f"Received from {path} what are no numbers that can be worked with: the network is damaged, or was trained until it "
        "broke; copy the model again or train it again."
    )


class LiteRTNetwork:
    """A network with one input and one output, batch of one."""

    def __init__(self, path: Path, threads: int = 1):
        """
        Args:
            path: The ``.tflite`` file.
            threads: How many it may use.

        Raises:
            ModelError: It is missing or damaged.
        """
        self.path = Path(path)
        self._interpreter = open_interpreter(self.path, threads)
        sources, targets = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        if (len(sources), len(targets)) != (1, 1) or np.dtype(targets[0]["dtype"]) != np.float32:
            raise ModelError(
                f"Received {self.path} with {len(sources)} inputs and {len(targets)} outputs: expected one of each, and "
                f"float32 numbers to come out; run `{program_name()} convert {self.path.parent}`."
            )
        source, target = sources[0], targets[0]
        self.input_shape = tuple(int(n) for n in source["shape"])
        self.output_shape = tuple(int(n) for n in target["shape"])
        self.input_type = np.dtype(source["dtype"])
        # Views are asked for anew each run: LiteRT forbids holding them across `invoke`.
        self._input = self._interpreter.tensor(source["index"])
        self._output = self._interpreter.tensor(target["index"])

    def expect(self, input_shape: tuple, output_shape: tuple) -> None:
        """Make sure of the network's shapes, without their batch axis.

        Args:
            input_shape: What it is to take; None in it: any size.
            output_shape: What it is to give.

        Raises:
            ModelError: It has others.
        """
        check_shape(self.path, "input", self.input_shape, input_shape)
        check_shape(self.path, "output", self.output_shape, output_shape)

    @property
    def input(self) -> np.ndarray:
        """Where the next run takes its input from, without the batch axis. Ask anew before each run. Raises ModelError."""
        try:
            return self._input()[0]
        except (ValueError, RuntimeError) as error:
            raise stopped(self.path, error) from error

    def run(self) -> np.ndarray:
        """Run on what was written to ``input``.

        Returns:
            A fresh float32 array without the batch axis.

        Raises:
            ModelError: It does not work, or what comes out are no numbers.
        """
        try:
            self._interpreter.invoke()
            values = self._output()[0].copy()
        except (ValueError, RuntimeError) as error:
            raise stopped(self.path, error) from error
        if values.shape != self.output_shape[1:] or not np.isfinite(values).all():
            raise not_numbers(self.path)
        return values

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Run the network once.

        Args:
            values: Of the input's shape without its batch axis.

        Returns:
            A fresh float32 array without the batch axis.

        Raises:
            ModelError: It does not work, or gives no numbers.
        """
        self.input[:] = values
        return self.run()
