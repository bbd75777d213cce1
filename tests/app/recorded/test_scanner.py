"""Scanning a video in the background: the timeline of ``classify``, kept, resumed, and gone on with."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from app.recorded import scan_store as cache
from app.recorded.classify import classify_video
from app.recorded.scan_predictions import load_predictions, save_predictions
from app.recorded.scanner import Scanner
from app.timeline.timeline import Segment
from model.engine import open_engine
from model.registry import DEFAULT_MODEL, find_model
from tests.conftest import copy_packets


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "settings"))


@pytest.fixture(scope="module")
def clip(start_of_demo) -> Path:
    return start_of_demo


@pytest.fixture(scope="module")
def whole(clip):
    """The clip as ``classify`` sees it."""
    return classify_video(clip, open_engine(find_model(DEFAULT_MODEL)))


def scan(
    video, model=None, until=lambda stored: stored.complete or stored.error, seconds=600.0
) -> tuple[Scanner, list]:
    """Scan by the default model or another until a condition holds, then stop."""
    said, enough = [], threading.Event()

    def news(stored, new, begin):
        said.append((stored.done, len(new), begin))
        if until(stored):
            enough.set()

    scanner = Scanner(video, model or find_model(DEFAULT_MODEL), news)
    scanner.start()
    assert enough.wait(seconds)
    scanner.stop()
    assert scanner.join(60.0)
    return scanner, said


def test_a_scan_gives_what_classify_gives_and_is_kept(clip, whole):
    scanner, said = scan(clip)
    assert scanner.stored.segments == whole.segments
    assert scanner.stored.complete and not scanner.stored.error
    with pytest.MonkeyPatch.context() as patch:  # read, not scanned: no process is started
        patch.setattr(subprocess, "Popen", None)
        again, _ = scan(clip)
    assert again.stored.segments == whole.segments


def test_a_copy_of_the_file_finds_its_timeline_another_file_does_not(clip, tmp_path):
    model = find_model(DEFAULT_MODEL)
    copy = shutil.copy(clip, tmp_path / "copy.mp4")
    assert cache.key_of(copy, model) == cache.key_of(clip, model)
    content = bytearray(copy.read_bytes())
    content[-1] ^= 1
    copy.write_bytes(content)
    assert cache.key_of(copy, model) != cache.key_of(clip, model)


def test_corrections_outlive_the_model_and_the_way_what_was_found_does_not(clip, tmp_path, monkeypatch):
    model = Path(shutil.copytree(find_model(DEFAULT_MODEL), tmp_path / "model"))
    scanner, _ = scan(clip, model)
    mine = (Segment(1.0, 2.0, "chests", 1.0, True),)
    assert scanner.stored.complete and scanner.keep_corrections(mine)
    key = cache.key_of(clip, model)
    assert cache.load(key).corrections == mine and cache.load(key).segments == scanner.stored.segments

    spec = json.loads((model / "model.json").read_text(encoding="utf-8"))
    (model / "model.json").write_text(json.dumps(spec | {"temperature": 1.5}), encoding="utf-8")
    taught = cache.load(cache.key_of(clip, model))
    assert taught.corrections == mine and not taught.segments and not taught.complete

    (model / "model.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setattr(cache, "WAY", "another")
    decided = cache.load(cache.key_of(clip, model))
    assert decided.corrections == mine and not decided.segments

    renamed = spec["labels"][:-1] + ["firing"]
    (model / "model.json").write_text(json.dumps(spec | {"labels": renamed}), encoding="utf-8")
    assert cache.load(cache.key_of(clip, model)) is None  # they are no words of this model's


@pytest.mark.parametrize(("count", "moments"), [(3, 1), (7, 6), (8, 7), (8, 8), (80, 79), (80, 0), (80, 83)])
def test_a_stopped_scan_goes_on_where_it_was(clip, whole, tmp_path, count, moments):
    """Some predictions and moments are there: the rest is made, and the timeline is that of one run."""
    path = tmp_path / "half.npz"
    half = whole.predictions[:count]
    save_predictions(path, half, whole.moments[:moments])
    (known, known_moments), made = load_predictions(path, 5), []
    assert len(known_moments) == moments
    result = classify_video(
        clip,
        open_engine(find_model(DEFAULT_MODEL)),
        known=known,
        known_moments=known_moments,
        on_prediction=lambda p, _: made.append(p),
    )
    assert [(m.time, m.probabilities.tobytes()) for m in result.moments] == [
        (m.time, m.probabilities.tobytes()) for m in whole.moments
    ]
    assert result.segments == whole.segments
    assert len(made) == len(whole.predictions) - len(half)
    assert [p.probabilities.tobytes() for p in result.predictions] == [
        p.probabilities.tobytes() for p in whole.predictions
    ]


def test_corrections_are_kept_through_a_new_scan(clip, whole):
    scanner, _ = scan(clip)
    mine = Segment(1.0, 2.0, "chests", 1.0, by_user=True)
    assert scanner.keep_corrections([mine])
    again, _ = scan(clip)
    assert again.stored.corrections == (mine,)
    assert again.stored.segments == whole.segments


def test_a_file_that_is_no_video_is_said(tmp_path):
    path = tmp_path / "text.mp4"
    path.write_text("no video at all")
    scanner, _ = scan(path)
    assert "text.mp4" in scanner.stored.error and "no video that can be read" in scanner.stored.error


def test_a_file_cut_short_keeps_its_timeline_up_to_there(clip, whole, tmp_path):
    copy = copy_packets(clip, tmp_path / "cut.mkv")
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size * 7 // 10])
    scanner, _ = scan(copy)
    assert len(scanner.stored.segments) > 2
    assert 7.0 < scanner.stored.segments[-1].end < 10.0
    for mine, theirs in zip(scanner.stored.segments[:-2], whole.segments):
        assert (mine.label, mine.end) == (theirs.label, pytest.approx(theirs.end, abs=0.01))


def test_a_file_that_changes_meanwhile_is_said_and_not_kept(clip, tmp_path):
    copy = shutil.copy(clip, tmp_path / "copy.mp4")
    model = find_model(DEFAULT_MODEL)
    key = cache.key_of(copy, model)
    told = []

    def news(stored, new, begin):
        if not told:
            with copy.open("ab") as file:
                file.write(bytes(1000))
        told.append(stored)

    scanner = Scanner(copy, model, news)
    scanner.start()
    assert scanner.join(600.0)
    assert "has changed" in told[-1].error and not told[-1].complete
    assert told[-1].segments  # what was found stays on the screen
    stored = cache.load(key)
    assert stored is None or not stored.complete


def test_a_video_without_a_stated_duration_is_scanned_to_its_end(clip, whole, tmp_path):
    bare = copy_packets(clip, tmp_path / "bare.h264")
    scanner, _ = scan(bare)
    assert scanner.stored.complete
    # FFmpeg takes such a stream for one of 25 frames a second; the clip has 35.
    assert scanner.stored.segments[-1].end == pytest.approx(whole.segments[-1].end * 35 / 25, abs=0.2)
