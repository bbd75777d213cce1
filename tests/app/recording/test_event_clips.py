"""Clips that save themselves around events: exact, merged, no moment twice, and undone."""

from __future__ import annotations

import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision, Frame
from app.integrations.rules import Rule
from app.recording import last_seconds
from app.recording.clip_plan import ClipPlan
from app.recording.event_clips import EventClips
from app.recording.last_seconds import LastSeconds
from app.recording.recordings import Recordings
from app.recording.saved_clips import REMOVED, SavedClips
from app.settings import Settings
from tests.live_doubles import wait_for

LABELS = ("gun", "others")


def spans(clips) -> list[tuple[float, float, list[str]]]:
    return [(clip.begin, clip.end, clip.labels) for clip in clips]


def test_clips_that_are_near_become_one_and_no_moment_is_saved_twice():
    plan = ClipPlan(60.0)
    plan.ask(70, 103, "gun")
    plan.ask(75, 108, "chop")
    assert plan.due(105) == []
    assert spans(plan.due(108)) == [(70, 108, ["gun", "chop"])]
    plan.ask(85, 118, "gun")
    plan.ask(200, 210, "gun")
    assert spans(plan.due(300)) == [(108, 118, ["gun"]), (200, 210, ["gun"])]


def test_what_goes_on_for_long_becomes_several_clips_without_a_gap():
    plan = ClipPlan(20.0)
    for second in range(0, 100, 2):
        plan.ask(second, second + 5, "gun")
    found = plan.due(1000)
    assert found[0].begin == 0 and found[-1].end == 103
    assert all(a.end == b.begin for a, b in zip(found, found[1:])) and max(c.end - c.begin for c in found) <= 20


class Watched:
    """Twenty seconds of video, 15 frames a second, each with its number in its brightness; kept as it is seen."""

    def __init__(self, seconds: float = 60.0):
        self.last = LastSeconds(LABELS, seconds)
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    def see(self, begin: float, end: float) -> None:
        for number in range(round(begin * 15), round(end * 15)):
            image = np.full((48, 64, 3), number % 200 + 20, np.uint8)
            self.last.decide(Decision("gun", 0.9, number / 15, np.array([0.9, 0.1])))
            self.now = 1000 + number / 15
            self.last.offer(Frame(number, number / 15, image, self.now))
            wait_for(lambda: not self.last.packing)


def frames_in(path) -> list[int]:
    import av

    with av.open(str(path)) as file:
        return [round(frame.to_ndarray(format="bgr24")[:8, -8:].mean()) for frame in file.decode(video=0)]


@pytest.fixture
def clips(tmp_path):
    watched, told, saved = Watched(), [], SavedClips()

    def name(suffix, labels):
        return tmp_path / f"clip {len(list(tmp_path.iterdir()))} {'-'.join(labels)}{suffix}"

    made = EventClips(saved, name, told.append, watched.clock)
    made.last = watched.last
    yield made, watched, saved, told
    made.finish()
    watched.last.close()


def test_a_clip_begins_on_its_frame_and_has_its_tail_annotated_and_raw(clips, tmp_path):
    made, watched, saved, told = clips
    watched.see(0, 8)
    made.ask(8.0, 7.0, 3.0, 1.0, "gun")  # known at 8, began at 7: from 4 to 9
    watched.see(8, 9.5)
    made.poke()
    wait_for(lambda: saved.clips)
    (clip,) = saved.clips
    annotated, raw = clip.files
    numbers = frames_in(raw)
    assert raw.name.endswith(".raw.mp4") and len(frames_in(annotated)) == len(numbers)
    # From the frame at 4 s; its first picture is number 60, its last within one of the frame before 9 s.
    assert abs(numbers[0] - (60 + 20)) <= 1 and abs(numbers[-1] - (133 + 20)) <= 2 and abs(len(numbers) - 74) <= 2
    assert clip.labels == ("gun",) and clip.note == "" and told == [f"Saved {annotated.name}, 5 s"]


def test_the_next_event_s_clip_goes_on_where_the_last_one_ended(clips):
    made, watched, saved, _told = clips
    watched.see(0, 5)
    made.ask(5.0, 5.0, 3.0, 1.0, "gun")
    watched.see(5, 8)
    made.poke()
    wait_for(lambda: len(saved.clips) == 1)
    made.ask(8.0, 8.0, 3.0, 1.0, "gun")  # from 5 on: but up to 6 is saved already
    watched.see(8, 10)
    made.poke()
    wait_for(lambda: len(saved.clips) == 2)
    first, second = (frames_in(clip.files[1]) for clip in saved.clips)
    assert 0 < second[0] - first[-1] <= 3


def test_what_is_planned_when_it_ends_is_saved_up_to_then(clips):
    made, watched, saved, _told = clips
    watched.see(0, 3)
    made.ask(3.0, 3.0, 2.0, 10.0, "gun")
    made.finish()
    assert len(saved.clips) == 1 and 1.8 < saved.clips[0].seconds < 2.2


def test_another_source_saves_what_was_planned_of_the_one_before(clips):
    made, watched, saved, _told = clips
    watched.see(0, 3)
    made.ask(3.0, 3.0, 2.0, 10.0, "gun")
    made.last = None
    wait_for(lambda: saved.clips)


def test_a_clip_that_is_shorter_than_asked_says_why(clips, monkeypatch):
    made, watched, saved, told = clips
    monkeypatch.setattr(last_seconds, "MOST_BYTES", 20_000)
    watched.see(0, 10)
    made.ask(10.0, 10.0, 8.0, 0.5, "gun")
    watched.see(10, 11.5)
    made.poke()
    wait_for(lambda: saved.clips)
    assert "memory" in saved.clips[0].note and "memory" in told[0]


def test_saving_is_undone_and_done_again_without_losing_a_file(clips):
    made, watched, saved, _told = clips
    with pytest.raises(UserError, match="nothing was saved"):
        saved.undo_last()
    watched.see(0, 3)
    made.ask(3.0, 3.0, 2.0, 0.0, "gun")
    made.finish()
    (clip,) = saved.clips
    before = clip.files
    content = [file.read_bytes() for file in before]
    saved.undo_last()
    assert clip.removed and not any(file.exists() for file in before)
    assert [file.parent.name for file in clip.files] == [REMOVED, REMOVED]
    saved.undo(clip)
    assert clip.files == before and [file.read_bytes() for file in before] == content


def test_a_rule_saves_a_clip_of_what_is_watched(tmp_path):
    recordings = Recordings(Settings(recordings=str(tmp_path), clip_tail=0.0), [Rule(("gun",), do="clip", what="2")])
    recordings.begin(LABELS)
    for number in range(60):
        recordings.frame(Frame(number, number / 15, np.full((48, 64, 3), 90, np.uint8), 50 + number / 15))
        wait_for(lambda: not recordings.packing)
        label = "gun" if number > 45 else "others"
        recordings.decide(Decision(label, 0.9, number / 15, np.array([0.9, 0.1])), "clip.mp4")
    recordings.close()
    names = sorted(path.name[24:] for path in tmp_path.iterdir())
    assert names == ["gun.mp4", "gun.raw.mp4"]
    assert len(frames_in(next(tmp_path.glob("*gun.mp4")))) == pytest.approx(30, abs=2)
