"""The timeline document without a window: scan, corrections, undo and exports of one video after another."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.recorded.scan_store import StoredScan
from app.timeline.document import NOT_SAVED, TimelineDocument
from app.timeline.edits import NONE_CHOSEN, NOT_INSIDE
from app.timeline.timeline import Segment
from model.spec import ModelSpec
from tests.live_doubles import wait_for

SPEC = ModelSpec("m", labels=("a", "b", "c"))
FOUND = [Segment(0.0, 1.0, "a", 0.9), Segment(1.0, 2.0, "b", 0.8), Segment(2.0, 3.0, "a", 0.7)]


class FakeScanner:
    """A scan that finds what a test says."""

    made: list[FakeScanner] = []

    def __init__(self, video: Path, model: Path, on_news):
        self.video, self.model, self.tell = video, model, on_news
        self.calls: list[str] = []
        self.corrections: list[Segment] | None = None
        self.can_keep = True
        self.made.append(self)

    def start(self):
        self.calls.append("start")

    def stop(self):
        self.calls.append("stop")

    def join(self, seconds):
        return True

    def keep_corrections(self, corrections):
        self.corrections = list(corrections)
        return self.can_keep

    def find(self, segments, done, complete=False, error="", begin=0.0, corrections=()):
        self.tell(StoredScan(3.0, done, complete, error, tuple(segments), tuple(corrections)), list(segments), begin)


@pytest.fixture
def document(tmp_path):
    FakeScanner.made.clear()
    made = TimelineDocument(make_scanner=FakeScanner)
    made.told = []
    for name in ("opened", "closed", "scanned", "edited", "said", "wrote"):
        getattr(made, name).connect(lambda *values, name=name: made.told.append((name, *values)))
    yield made
    made.shut_down()


def opened(document, tmp_path, name: str = "video.mp4") -> FakeScanner:
    document.open(str(tmp_path / name), tmp_path, SPEC, 3.0)
    return FakeScanner.made[-1]


def scanned(document, tmp_path) -> FakeScanner:
    scanner = opened(document, tmp_path)
    scanner.find(FOUND, 3.0, complete=True)
    return scanner


def test_a_scan_fills_the_timeline_and_says_how_far_it_is(document, tmp_path):
    assert document.progress == "" and document.source == ""
    scanner = opened(document, tmp_path)
    assert scanner.calls == ["start"] and document.told == [("opened",)] and document.labels == SPEC.labels
    scanner.find(FOUND[:2], 1.5)
    assert document.progress == "Scanning 50%" and len(document.timeline) == 2
    scanner.find(FOUND[1:], 3.0, complete=True, begin=1.0)
    assert document.progress == "" and document.timeline.segments() == FOUND and document.told[-1] == ("scanned",)


def test_a_scan_that_ends_early_says_so(document, tmp_path):
    opened(document, tmp_path).find(FOUND[:1], 1.0, error="Received a damaged file.")
    assert document.progress == "Scan ended early" and document.scan.error == "Received a damaged file."


def test_the_duration_is_the_file_s_else_what_the_scan_knows(document, tmp_path):
    document.open(str(tmp_path / "video.ts"), tmp_path, SPEC, None)
    assert document.duration is None and document.known_until == 0.0
    FakeScanner.made[-1].tell(StoredScan(None, 1.5), [], 0.0)
    assert document.duration is None and document.known_until == 1.5 and document.progress == "Scanning 2 s"


def test_news_of_a_video_that_was_left_is_passed_over(document, tmp_path):
    old = opened(document, tmp_path)
    new = opened(document, tmp_path, "other.mp4")
    old.find(FOUND, 3.0, complete=True)
    assert old.calls == ["start", "stop"] and len(document.timeline) == 0 and not document.scan.complete
    new.find(FOUND[:1], 1.0)
    assert len(document.timeline) == 1
    document.close()
    assert document.source == "" and document.told[-1] == ("closed",) and len(document.timeline) == 0


def test_edits_are_undone_and_kept_for_the_next_time(document, tmp_path):
    scanner = scanned(document, tmp_path)
    second = document.timeline.segments()[1].id
    assert document.edit("relabel", [second], label="c") and document.told[-1] == ("edited",)
    assert [part.label for part in document.timeline.segments()] == ["a", "c", "a"]
    assert document.edit("undo") and document.timeline.segments() == FOUND
    assert document.edit("redo")
    document.close()  # writes what is due, and waits for it
    assert [(part.start, part.label) for part in scanner.corrections] == [(1.0, "c")]


@pytest.mark.parametrize(
    ("what", "at", "expected"),
    [
        ("start", 0.5, [("a", 0.0, 0.5), ("b", 0.5, 2.0), ("a", 2.0, 3.0)]),
        ("end", 2.5, [("a", 0.0, 1.0), ("b", 1.0, 2.5), ("a", 2.5, 3.0)]),
        ("split", 1.5, [("a", 0.0, 1.0), ("b", 1.0, 1.5), ("b", 1.5, 2.0), ("a", 2.0, 3.0)]),
        ("delete", 0.0, [("a", 0.0, 1.0), ("a", 2.0, 3.0)]),
    ],
)
def test_edits_at_the_playhead(document, tmp_path, what, at, expected):
    scanned(document, tmp_path)
    assert document.edit(what, [document.timeline.segments()[1].id], at)
    assert [(part.label, part.start, part.end) for part in document.timeline.segments()] == expected


def test_an_edit_that_cannot_be_is_said_and_changes_nothing(document, tmp_path):
    scanned(document, tmp_path)
    second = document.timeline.segments()[1].id
    for edit, sentence in (
        (("undo",), "Nothing to undo"),
        (("redo",), "Nothing to redo"),
        (("delete", []), NONE_CHOSEN),
        (("delete", [99]), NONE_CHOSEN),  # gone meanwhile
        (("split", [second], 2.9), NOT_INSIDE),
    ):
        assert not document.edit(*edit) and document.told[-1] == ("said", sentence)
    with pytest.raises(ValueError, match="for an edit"):
        document.edit("explode", [second])
    assert document.timeline.segments() == FOUND


def test_corrections_of_the_last_time_are_there_and_a_scan_goes_around_them(document, tmp_path):
    mine = Segment(0.5, 1.5, "c", 1.0, by_user=True)
    scanner = opened(document, tmp_path)
    scanner.find(FOUND, 3.0, complete=True, corrections=[mine])
    assert [(part.label, part.start) for part in document.timeline.segments()] == [
        ("a", 0.0), ("c", 0.5), ("b", 1.5), ("a", 2.0),
    ]  # fmt: skip


def test_corrections_that_cannot_be_kept_are_said_and_tried_again(document, tmp_path):
    scanner = scanned(document, tmp_path)
    scanner.can_keep = False
    first, second = (part.id for part in document.timeline.segments()[:2])
    document.edit("relabel", [first], label="c")
    document.close()
    assert ("said", NOT_SAVED) in document.told
    scanner.can_keep, scanner.corrections = True, None
    document.shut_down()
    assert [part.label for part in scanner.corrections] == ["c"]


def test_an_export_is_written_and_takes_the_place_of_nothing_but_one(document, tmp_path):
    scanned(document, tmp_path)
    assert document.proposed_file == tmp_path / "video timeline"
    assert document.write(tmp_path / "out", "csv") and document.told[-1] == (
        "wrote",
        "Written: out.csv",
        tmp_path / "out.csv",
    )
    with (tmp_path / "out.csv").open() as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["a", "b", "a"]
    assert document.write(tmp_path / "out", "csv"), "its own may be replaced"
    mine = tmp_path / "mine.csv"
    mine.write_text("start,end,label\n0,3,a\n")
    assert not document.write(mine, "csv") and mine.read_text().endswith("0,3,a\n")
    assert "did not write" in document.told[-1][1]
    while document.timeline.segments():
        document.edit("delete", [document.timeline.segments()[0].id])
    assert not document.write(tmp_path / "empty", "otio") and "nothing to write" in document.told[-1][1]
    document.edit("undo")
    assert not document.write(tmp_path / "nowhere" / "out", "csv") and "could not be written" in document.told[-1][1]


def test_labels_of_another_tool_are_shown_beside_the_timeline_and_taken_over(document, tmp_path):
    (tmp_path / "audacity.txt").write_text("0.5\t1.5\tc\n1.8\t1.801\tb\n2.5\t2.75\tvault\n")
    document.compare_with(tmp_path / "audacity.txt")
    assert document.told == [("said", "Open the video first, then drop its labels")]
    scanned(document, tmp_path)
    document.compare_with(tmp_path / "audacity.txt")
    wait_for(lambda: document.beside)
    assert [(one.start, one.end, one.label) for one in document.beside] == [(0.5, 1.5, "c"), (2.5, 2.75, "vault")]
    assert document.beside_name == "audacity.txt" and document.agreement.share == 0.0
    document.take_over([document.timeline.segments()[1].id])
    assert [(one.start, one.label) for one in document.timeline.segments()][1:3] == [(1.0, "c"), (1.5, "b")]
    (tmp_path / "broken.eaf").write_text("<ANNOTATION_DOCUMENT><a>")
    document.compare_with(tmp_path / "broken.eaf")
    wait_for(lambda: document.told[-1][0] == "said" and "no XML" in document.told[-1][1])
    assert document.beside_name == "audacity.txt"
