"""Several windows and programs at one timeline: each finds what the others have found and corrected."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from app.recorded import scan_store
from app.recorded.scan_store import Kept
from app.timeline.timeline import Segment
from tests.conftest import ROOT

KEY = "own-found"
PROCESSES, SAVES = 4, 25


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))


def part(start: float, label: str = "gun", end: float | None = None) -> Segment:
    return Segment(start, start + 1 if end is None else end, label, 0.5, by_user=True)


def corrected() -> list[tuple[float, float, str]]:
    return [(one.start, one.end, one.label) for one in scan_store.load(KEY).corrections]


CORRECTING = f"""
import sys
from app.recorded import scan_store
from app.timeline.timeline import Segment
number, mine, before = int(sys.argv[1]), [], []
for save in range({SAVES}):
    mine = [*mine, Segment(number + 10.0 * save, number + 10.0 * save + 1, f"p{{number}}", 0.5, True)]
    if not scan_store.save_corrections("{KEY}", mine, before):
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
            kept = Kept(100.0, done, done == 100.0, "", (Segment(0.0, done, "gun", 0.5),))
            if not scan_store.save(KEY, kept):
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
    whole = Kept(10.0, 10.0, True, "", (Segment(0.0, 10.0, "gun", 0.5),))
    assert scan_store.save(KEY, whole)
    assert scan_store.save(KEY, Kept(10.0, 4.0, False, "stopped", (Segment(0.0, 4.0, "gun", 0.5),)))
    assert scan_store.load(KEY) == whole


def test_corrections_of_two_windows_meet():
    assert scan_store.save_corrections(KEY, [part(0), part(5)])
    loaded = [part(0), part(5)]  # by both windows
    assert scan_store.save_corrections(KEY, [part(0), part(5), part(8)], loaded)
    # The other one takes back the first, gives the second another label, and knows nothing of the third.
    assert scan_store.save_corrections(KEY, [part(5, "chop")], loaded)
    assert corrected() == [(5, 6, "chop"), (8, 9, "gun")]
    # Where two corrections overlap, the newest holds, and what is left of the other stays.
    assert scan_store.save_corrections(KEY, [part(7, "chests", 8.25)], [])
    assert corrected() == [(5, 6, "chop"), (7, 8.25, "chests"), (8.25, 9, "gun")]
    # Everything is taken back from where it was made.
    assert scan_store.save_corrections(KEY, [], [part(5, "chop"), part(7, "chests", 8.25), part(8.25, end=9)])
    assert scan_store.load(KEY) is None


def test_what_cannot_be_kept_is_said(tmp_path):
    (tmp_path / "timelines").write_text("in the way")
    assert not scan_store.save_corrections(KEY, [part(0)])
