"""Every export, read by a real reader or checked against its format's own words."""

from __future__ import annotations

import csv
import re

import av
import pytest

from app.errors import UserError
from app.export import FORMATS, read_csv
from app.recorded.classify import Result
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from model.spec import ModelSpec

SEGMENTS = (
    Segment(0.0, 0.5, "others", 0.9),
    Segment(0.5, 1.25, "shooting", 0.931),
    Segment(1.25, 1.5, "shooting", 0.8),
    Segment(1.5, 3723.5, "open_<chest>, b", 1.0),
)


@pytest.fixture
def write(video, tmp_path):
    result = Result(video, ModelSpec("m"), 2.0, (), (), SEGMENTS)
    return lambda name: FORMATS[name].write(result, tmp_path / f"out{FORMATS[name].ending}")


def test_csv_to_a_timeline_and_back_is_exact(write, video, tmp_path):
    first = write("csv")
    timeline = EditableTimeline(read_csv(first))
    assert len(timeline) == 4, "two events of one label side by side stay two"
    again = FORMATS["csv"].write(
        Result(video, ModelSpec("m"), 2.0, (), (), tuple(timeline.segments())), tmp_path / "b.csv"
    )
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    "text, said",
    [("a,b\n", "header"), ("start,end,label\n2,1,x\n", "line 2"), ("start,end,label\n0,nan,x\n", "line 2")],
)
def test_a_wrong_csv_is_named(tmp_path, text, said):
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    with pytest.raises(UserError, match=said):
        read_csv(path)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_subtitles_are_read_by_ffmpeg(write, name):
    path = write(name)
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(subtitles=0) if packet.size]
    times = [(float(p.pts * p.time_base), float((p.pts + p.duration) * p.time_base)) for p in packets]
    assert times == [pytest.approx((part.start, part.end), abs=1e-3) for part in SEGMENTS]
    assert bytes(packets[1]).decode().strip() == "Shooting 93 %"


def test_edl_follows_cmx_3600(write):
    lines = write("edl").read_text().splitlines()
    assert lines[:2] == ["TITLE: video", "FCM: NON-DROP FRAME"]
    events = [line for line in lines if re.match(r"\d{3}  ", line)]
    shape = re.compile(r"\d{3}  AX       V     C        (\d\d:\d\d:\d\d:\d\d ){3}\d\d:\d\d:\d\d:\d\d")
    assert len(events) == 4 and all(shape.fullmatch(line) for line in events)
    assert events[1].endswith("00:00:00:15 00:00:01:08 00:00:00:15 00:00:01:08")
    assert events[3].split()[5] == "01:02:03:15" and "* FROM CLIP NAME: video.mp4" in lines


def test_losslesscut_columns(write):
    with write("llc").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == ["0.500", "1.250", "shooting"] and rows[3][2] == "open_<chest>, b"


def test_statistics_count_each_label(write):
    with write("stats").open(newline="") as file:
        rows = {row["label"]: row for row in csv.DictReader(file)}
    assert rows["shooting"]["count"] == "2" and rows["shooting"]["seconds"] == "1.000"
    assert rows["shooting"]["longest"] == "0.750" and rows["shooting"]["longest_at"] == "0.500"
    assert rows["gun"]["count"] == "0"
