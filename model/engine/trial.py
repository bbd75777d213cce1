"""The trial of an unknown network: ``python -m model.engine.trial``, the ``.tflite`` file's content on stdin.

Opens it and runs it on grey and on noise, as the program would, and says ``works`` or ``error SENTENCE`` on stdout. It may end
this process in any way: it takes nothing along. Time and memory are bounded where the system can do so.
"""

from __future__ import annotations

import contextlib
import os
import sys

import numpy as np

MOST_MEMORY = 4 * 2**30  # bytes of address space
MOST_SECONDS = 120  # of processors
TURNS = 2


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    _limit()
    content = sys.stdin.buffer.read()
    from model.engine.litert_network import make_interpreter

    try:
        interpreter = make_interpreter(content, 2)
        _run(interpreter)
    except Exception as error:  # said where it can be shown
        answers.write("error " + " ".join(f"{error}".split())[:200])
    else:
        answers.write("works")
    answers.flush()
    os._exit(0)  # nothing of a network that is gone wrong gets to clean up


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _run(interpreter) -> None:
    with contextlib.suppress(ValueError):  # networks without a signature are run without
        signature = interpreter.get_signature_runner()
        signature.get_input_details()
        signature.get_output_details()
        del signature  # LiteRT refuses to run while it is held
    rng = np.random.default_rng(0)
    sources, targets = interpreter.get_input_details(), interpreter.get_output_details()
    for turn in range(TURNS):
        for source in sources:
            values = interpreter.tensor(source["index"])()
            if not turn:
                values[...] = 127 if values.dtype.kind == "u" else 0
            elif values.dtype.kind == "f":
                values[...] = rng.standard_normal(values.shape)
            else:
                values[...] = rng.integers(0, 100, values.shape)
            del values
        interpreter.invoke()
        for target in targets:
            if not np.isfinite(interpreter.tensor(target["index"])()).all():
                raise ValueError("what it gives are no numbers")


if __name__ == "__main__":
    main()
