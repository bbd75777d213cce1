"""Remarks of the libraries' C++ are dropped; whatever else goes to stderr arrives, whole and in order."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from model.engine.quiet import without_remarks

REMARKS = (
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n",
    b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n",
    b"I0000 00:00:1795471869.035101   13923 port.cc:153] oneDNN custom operations are on.\n",
)


def test_remarks_go_and_complaints_stay(capfd):
    with pytest.raises(ZeroDivisionError), without_remarks():
        for remark in REMARKS:
            os.write(2, remark)
        os.write(2, b"E0000 00:00:1795471869.035101 13923 no.cc:1] broken\n")
        os.write(2, b"WARNING: odd\n")
        raise ZeroDivisionError
    os.write(2, b"afterwards\n")
    said = capfd.readouterr().err.splitlines()
    assert [line.split()[-1] for line in said] == ["broken", "odd", "afterwards"]


def test_threads_do_not_mix_up_the_descriptor(capfd):
    def one(number: int) -> None:
        with without_remarks():
            os.write(2, b"INFO: %d\n" % number)
            os.write(2, b"line %d\n" % number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(100)))
    os.write(2, b"end\n")
    said = capfd.readouterr().err.splitlines()
    assert sorted(said) == sorted([*(f"line {number}" for number in range(100)), "end"]) and said[-1] == "end"
