"""The program from Python: the examples of its documentation work, and its answers are the program's."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys

import numpy as np
import pytest

import app.api
from app.api import Classifier, Segment, SourceError, UserError, classify_video, from_pandas, iterate_video, to_pandas
from app.sources import open_source


def test_the_examples_of_the_documentation_work():
    pytest.importorskip("pandas")
    failed, tried = doctest.testmod(app.api)
    assert failed == 0 and tried >= 10


def test_all_ways_say_the_same_of_a_video(start_of_demo):
    whole = classify_video(start_of_demo)
    live = list(iterate_video(start_of_demo))
    assert [(one.time, one.label, one.confidence) for one in live] == [
        (one.time, one.label, one.confidence) for one in whole.decisions
    ]
    classifier, pushed = Classifier(), []
    source = open_source(str(start_of_demo))
    while (grabbed := source.grab()) is not None:
        pushed.append(classifier.push(source.retrieve(), grabbed[1]))
    source.close()
    pushed = [one for one in pushed if one is not None]
    assert len(pushed) == len(live) and [one.label for one in pushed] == [one.label for one in live]
    assert np.allclose([one.confidence for one in pushed], [one.confidence for one in live], atol=0.02)


COUNT_THREADS = """
import app.api
import numpy as np
import psutil
one, many = np.ones((800, 1280), np.float32), np.ones((1280, 512), np.float32)
one @ many
print(len(psutil.Process().threads()))
"""


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one core NumPy has no threads")
def test_numpy_has_no_threads_that_wait_for_each_other():
    def threads(**chosen: str) -> int:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        command = [sys.executable, "-c", COUNT_THREADS]
        return int(subprocess.run(command, capture_output=True, text=True, env=plain | chosen, check=True).stdout)

    assert threads() < threads(OPENBLAS_NUM_THREADS="2")  # unless the user says otherwise


def test_a_gap_and_a_step_back_begin_anew():
    classifier, image = Classifier(), np.zeros((90, 160, 3), np.uint8)
    for begin in (0.0, 10.0, 3.0):
        found = [classifier.push(image, begin + number / 10) is not None for number in range(8)]
        assert found == [False] * (classifier.spec.clip_length - 1) + [True] * (9 - classifier.spec.clip_length)


@pytest.mark.parametrize(
    "image", [None, np.zeros((9, 9)), np.zeros((9, 9, 4), np.uint8), np.zeros((9, 9, 3)), np.zeros((0, 9, 3), np.uint8)]
)
def test_what_is_no_image_is_refused(image):
    with pytest.raises(ValueError, match="BGR uint8"):
        Classifier().push(image, 0.0)


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "no.mp4").write_bytes(b"no")
    with pytest.raises(SourceError, match="no.mp4"):
        classify_video(tmp_path / "no.mp4")
    with pytest.raises(SourceError, match="no.mp4"):
        next(iterate_video(tmp_path / "no.mp4"))


def test_tables_of_pandas(tmp_path):
    pandas = pytest.importorskip("pandas")
    parts = [Segment(0.0, 1.25, "=gun", 0.5), Segment(1.25, 2.0, "chop, twice", 1.0)]
    assert from_pandas(to_pandas(parts)) == parts
    to_pandas(parts[::-1]).to_csv(tmp_path / "a.csv", index=False)
    assert from_pandas(pandas.read_csv(tmp_path / "a.csv")) == parts
    assert from_pandas(to_pandas(parts).drop(columns="confidence"))[0].confidence == 1.0
    with pytest.raises(UserError, match="without label"):
        from_pandas(to_pandas(parts).drop(columns="label"))
    for column, value in (("end", -1.0), ("label", None), ("confidence", 2.0), ("start", float("nan"))):
        table = to_pandas(parts)
        table[column] = table[column].astype(object)
        table.loc[1, column] = value
        with pytest.raises(UserError, match="row 1"):
            from_pandas(table)
