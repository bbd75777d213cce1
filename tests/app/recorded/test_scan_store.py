"""Several windows and programs at one timeline: each finds what the others have found and corrected."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import numpy as np
import pytest

from app import log
from app.frames import Moment, Prediction
from app.recorded import corrections, scan_store
from app.recorded.scan_predictions import load_predictions, save_predictions
from app.recorded.scan_store import StoredScan
from app.timeline.timeline import Segment
from tests.conftest import ROOT

KEY = "own-found"
PROCESSES, SAVES = 4, 25


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))


def part(start: float, label: str = "gun", end: float | None = None) -> Segment:
    return Segment(start, start + 1 if end is None else end, label, 1.0, by_user=True)


def corrected() -> list[tuple[float, float, str]]:
    return [(one.start, one.end, one.label) for one in scan_store.load(KEY).corrections]


CORRECTING = f"""
import sys
from app.recorded import corrections
from app.recorded.scan_predictions import load_predictions, save_predictions
from app.timeline.timeline import Segment
number, mine, before = int(sys.argv[1]), [], []
for save in range({SAVES}):
    mine = [*mine, Segment(number + 10.0 * save, number + 10.0 * save + 1, f"p{{number}}", 1.0, True)]
    if not corrections.save("own", mine, before):
        sys.exit("not saved")
    before = mine
"""


def test_processes_that_correct_one_timeline_lose_nothing():
    programs = [
        subprocess.Popen([sys.executable, "-c", CORRECTING, str(number)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    said = [program.communicate(timeout=120)[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * PROCESSES, said
    expected = sorted(
        (number + 10.0 * save, number + 10.0 * save + 1, f"p{number}")
        for number in range(PROCESSES)
        for save in range(SAVES)
    )
    assert corrected() == expected


def test_threads_that_save_one_timeline_lose_nothing():
    """Every save succeeds, and what stays is what got furthest."""
    failed = []

    def save(number: int) -> None:
        for step in range(50):
            done = float(1 + (number * 7 + step * 3) % 100)
            stored = StoredScan(100.0, done, done == 100.0, "", (Segment(0.0, done, "gun", 0.5),))
            if not scan_store.save(KEY, stored):
                failed.append(done)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    furthest = max(1 + (number * 7 + step * 3) % 100 for number in range(6) for step in range(50))
    assert failed == []
    assert scan_store.load(KEY).done == furthest and scan_store.load(KEY).segments[-1].end == furthest


def test_a_scan_that_was_stopped_does_not_undo_one_that_was_not():
    whole = StoredScan(10.0, 10.0, True, "", (Segment(0.0, 10.0, "gun", 0.5),))
    assert scan_store.save(KEY, whole)
    assert scan_store.save(KEY, StoredScan(10.0, 4.0, False, "stopped", (Segment(0.0, 4.0, "gun", 0.5),)))
    assert scan_store.load(KEY) == whole


def test_corrections_of_two_windows_meet():
    assert corrections.save("own", [part(0), part(5)])
    loaded = [part(0), part(5)]  # by both windows
    assert corrections.save("own", [part(0), part(5), part(8)], loaded)
    # The other one takes back the first, gives the second another label, and knows nothing of the third.
    assert corrections.save("own", [part(5, "chop")], loaded)
    assert corrected() == [(5, 6, "chop"), (8, 9, "gun")]
    # Where two corrections overlap, the newest holds, and what is left of the other stays.
    assert corrections.save("own", [part(7, "chests", 8.25)], [])
    assert corrected() == [(5, 6, "chop"), (7, 8.25, "chests"), (8.25, 9, "gun")]
    # Everything is taken back from where it was made.
    assert corrections.save("own", [], [part(5, "chop"), part(7, "chests", 8.25), part(8.25, end=9)])
    assert scan_store.load(KEY) is None


def test_what_cannot_be_kept_is_said(tmp_path):
    (tmp_path / "corrections").write_text("in the way")
    assert not corrections.save("own", [part(0)])


GOOD = {"duration": 9.0, "done": 9.0, "complete": True, "error": "", "segments": [[0.0, 9.0, "gun", 0.5]]}
DAMAGED = {
    "nested": "[" * 100_000,
    "no JSON": "{",
    "nothing": "",
    "a number": "3",
    "a list": "[1, 2, 3]",
    "nothing in it": "{}",
    "bytes": b"\xff\xfe",
    **{f"{name}={value}": json.dumps(GOOD | {name: value}) for name, value in [
        ("duration", "9"), ("duration", True), ("duration", -1), ("duration", 1e300), ("done", None), ("done", [9]),
        ("complete", 1), ("complete", "yes"), ("error", None), ("error", ["x"]), ("segments", {}),
        ("segments", "gun"), ("segments", [3]), ("segments", [[0, 1, "gun"]]), ("segments", [[1, 0, "gun", 0.5]]),
        ("segments", [["0", 1, "gun", 0.5]]), ("segments", [[0, 1, 7, 0.5]]), ("segments", [[0, 1, "gun", "0.5"]]),
        ("segments", [[0, 1, "gun", 7]]), ("segments", [[True, 1, "gun", 0.5]]), ("segments", [[0, 1, "x" * 20_000, 0.5]]),
    ]},
    **{f"duration {value}": json.dumps(GOOD).replace('"duration": 9.0', f'"duration": {value}')
       for value in ("NaN", "1e400", "-Infinity", "9" * 5000)},
}  # fmt: skip


@pytest.fixture
def lines(monkeypatch):
    """The lines that are added to the log."""
    said = []
    monkeypatch.setattr(log, "note", said.append)
    return said


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_timeline_is_none_and_a_line_in_the_log(lines, content):
    scan_store.folder().mkdir(parents=True)
    path = scan_store.folder() / f"{KEY}.json"
    path.write_text(json.dumps(GOOD))
    assert scan_store.load(KEY).segments[0].label == "gun" and not lines
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert scan_store.load(KEY) is None and scan_store.load(KEY) is None
    assert len(lines) == 1 and path.name in lines[0]
    assert scan_store.save(KEY, StoredScan(3.0, 3.0, True)) and scan_store.load(KEY).duration == 3.0


@pytest.mark.parametrize("content", ["[[0, 1, 7, 0.5]]", "[" * 100_000, "{", '{"a": 1}'])
def test_damaged_corrections_stay_for_a_person_to_look_at(lines, content):
    corrections.folder().mkdir(parents=True)
    path = corrections.folder() / "own.json"
    path.write_text(content)
    assert scan_store.load(KEY) is None
    assert corrections.save("own", [part(0.0)]) and corrected() == [(0.0, 1.0, "gun")]
    assert path.with_name("own.damaged.json").read_text() == content
    assert len(lines) == 1


def test_what_is_no_file_is_no_timeline(lines):
    (scan_store.folder() / f"{KEY}.json").mkdir(parents=True)
    (corrections.folder() / "own.json").mkdir(parents=True)
    assert scan_store.load(KEY) is None and len(lines) == 2
    assert scan_store.save(KEY, StoredScan()) is False and corrections.save("own", [part(0.0)]) is False


def test_corrections_of_an_earlier_version_are_found_and_kept_for_good():
    """Caches are emptied by cleaners: what a person did may not lie there."""
    scan_store.folder().mkdir(parents=True)
    (scan_store.folder() / "own.json").write_text('[[2.0, 3.0, "gun", 0.4]]')
    loaded = scan_store.load(KEY).corrections
    assert loaded == (Segment(2.0, 3.0, "gun", 1.0, by_user=True),)  # a person is sure
    assert corrections.save("own", [*loaded, part(5.0)], loaded)
    for path in scan_store.folder().iterdir():
        path.unlink()
    assert corrected() == [(2.0, 3.0, "gun"), (5.0, 6.0, "gun")]


def test_corrections_move_with_the_video_where_that_was_asked_for(tmp_path, monkeypatch):
    video = tmp_path / "match.mp4"
    assert corrections.save("own", [part(1.0)], video=video)
    assert not corrections.beside(video).exists()
    corrections.keep_beside("own", video)
    assert corrections.save("own", [part(1.0), part(4.0, "chop")], [part(1.0)], video)
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "another machine"))
    assert corrections.load("own") == () and len(corrections.load("own", video)) == 2
    assert corrections.save("own", [part(4.0, "chests")], corrections.load("own", video), video)
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    assert [one.label for one in corrections.load("own", video)] == ["chests"]  # what was done last counts
    foreign = tmp_path / "other.mp4"
    corrections.beside(foreign).write_text("mine")
    with pytest.raises(OSError, match="no file of corrections"):
        corrections.keep_beside("own", foreign)
    assert corrections.save("own", [part(9.0)], video=foreign) and corrections.beside(foreign).read_text() == "mine"


def predictions(count: int, labels: int = 3) -> list[Prediction]:
    return [Prediction(0.1 * n, np.full(labels, 1 / labels, np.float32), 0.0, n) for n in range(count)]


def test_predictions_of_a_stopped_scan_fit_or_are_none(tmp_path, lines):
    path, moments = tmp_path / "kept.npz", [Moment(0.1, np.ones(3, np.float32) / 3)]
    save_predictions(path, predictions(4), moments)
    found, known = load_predictions(path, 3)
    assert [one.time for one in found] == [0.1 * n for n in range(4)] and len(known) == 1 and not lines
    save_predictions(path, predictions(4), [])
    assert load_predictions(path, 3)[1] == [] and not lines
    assert load_predictions(path, 5) == ([], []) and len(lines) == 1  # another model's
    with np.load(path) as stored:
        good = dict(stored)
    for name, value in [
        ("times", good["times"][::-1]), ("times", good["times"][:3]), ("times", good["times"] * np.nan),
        ("times", np.arange(4)), ("probabilities", good["probabilities"] * np.inf), ("frames", good["frames"][:2]),
        ("moments", np.zeros(7)), ("probabilities", np.zeros(4)), ("times", np.array([{}] * 4, object)),
    ]:  # fmt: skip
        np.savez(path, **good | {name: value})
        assert load_predictions(path, 3) == ([], []), (name, value)
    path.write_bytes(path.read_bytes()[:300])
    assert load_predictions(path, 3) == ([], [])
    assert load_predictions(tmp_path / "none.npz", 3) == ([], [])
