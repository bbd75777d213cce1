"""Every export, read by a real reader or checked against its format's own words."""

from __future__ import annotations

import csv
import io
import json
import re

import av
import pytest

from app.errors import UserError
from app.export import FORMATS, read_csv
from app.export.edl import frame_of, timecode
from app.recorded.result import Result
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from model.datasets.label_file import parse_labels
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


def test_what_a_person_corrected_is_told_apart_in_every_export(video, tmp_path):
    """As a column where there are columns, and never with the model's old figure."""
    timeline = EditableTimeline(SEGMENTS)
    timeline.relabel(timeline.segments()[2].id, "chests")
    result = Result(video, ModelSpec("m"), 2.0, (), (), tuple(timeline.segments()))
    written = {
        name: form.write(result, tmp_path / f"out{form.ending}").read_text(encoding="utf-8")
        for name, form in FORMATS.items()
    }
    rows = list(csv.DictReader(io.StringIO(written["csv"])))
    assert [(row["by"], row["confidence"]) for row in rows[1:3]] == [("model", "0.9310"), ("hand", "1.0000")]
    assert [part["by"] for part in json.loads(written["json"])["segments"]] == ["model", "model", "hand", "model"]
    for name in ("srt", "vtt", "edl"):
        assert "Chests (by hand)" in written[name] and "Shooting 93 %" in written[name]
    again = EditableTimeline(read_csv(tmp_path / "out.csv")).segments()
    assert [part.by_user for part in again] == [False, False, True, False]
    assert all(form.wrote(tmp_path / f"out{form.ending}") for form in FORMATS.values())


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


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1")
STRANGE = ("a,b", 'say "x"', "two\nlines", "one\u2028line", "'quoted'", "#1", "100", "日本", "a;=b", "x\x0b\x1cy")


def exported(name: str, labels: tuple[str, ...], folder, video) -> str:
    segments = tuple(Segment(number, number + 1.0, label, 0.5) for number, label in enumerate(labels))
    form = FORMATS[name]
    path = form.write(Result(video, ModelSpec("m"), None, (), (), segments), folder / f"out{form.ending}")
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", ["csv", "llc", "stats"])
def test_no_cell_is_a_formula_and_labels_come_back(name, tmp_path, video):
    text = exported(name, FORMULAS + STRANGE, tmp_path, video)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    column = {"csv": 2, "llc": 2, "stats": 0}[name]
    cells = [row[column] for row in rows]
    assert all(re.match("[=+@\t\r\n＝＋－＠-]", cell) is None for cell in cells)
    assert set(STRANGE) < set(cells), "what is no formula stays as it is"
    assert all(float(cell) >= 0 for row in rows[name != "llc" :] for at, cell in enumerate(row) if at != column)
    if name == "csv":
        assert [part.label for part in read_csv(tmp_path / "out.csv")] == list(FORMULAS + STRANGE)
        assert [part.label for part in parse_labels(tmp_path / "out.csv")[0]] == list(FORMULAS + STRANGE)
        assert FORMATS["csv"].wrote(tmp_path / "out.csv")
    elif name == "llc":
        assert FORMATS["llc"].wrote(tmp_path / "out-llc.csv")


def test_a_lone_surrogate_ends_no_export(tmp_path, video):
    for name in FORMATS:
        text = exported(name, ("a\ud800b",), tmp_path, video)
        assert name == "json" or "a?b" in text or r"\ud800" in text
        if name == "json":
            assert json.loads(text)["segments"][0]["label"] == "a\ud800b"


MARKUP = (
    "<b>bold</b>",
    "{\\an8}up",
    "a --> b",
    "&lt;i&gt;",
    "x\n\n2\n00:00:00,000 --> 00:00:09,000\ny",
    "\x1b[31mred\u202e",
)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_a_label_is_no_markup_in_subtitles(name, tmp_path, video):
    exported(name, MARKUP, tmp_path, video)
    with av.open(str(tmp_path / f"out.{name}")) as container:
        found = [subtitle for packet in container.demux(subtitles=0) for subtitle in packet.decode()]
    assert len(found) == len(MARKUP)
    said = [bytes(rect.ass).decode() for rect in found]
    assert all(not re.search(r"\{\\|\\N", text.split(",", 8)[-1].replace("\\{\\", "")) for text in said), said
    text = (tmp_path / f"out.{name}").read_text(encoding="utf-8")
    assert "\x1b" not in text and "\u202e" not in text and text.count("-->") == len(MARKUP)


def test_edl_and_json_keep_to_their_lines(tmp_path, video):
    lines = exported("edl", MARKUP, tmp_path, video).splitlines()
    assert len(lines) == 3 + 3 * len(MARKUP) and all(
        line.startswith(("*", "0", "TITLE", "FCM")) or not line for line in lines
    )
    text = exported("json", MARKUP, tmp_path, video)
    assert [part["label"] for part in json.loads(text)["segments"]] == list(MARKUP)
    assert "\x1b" not in text and "\u202e" not in text


@pytest.mark.parametrize(
    ("code", "rate", "frame", "after"),
    [
        ("01:00:00:00", 25.0, 90_000, "01:00:00:01"),
        ("00:00:59:29", 29.97, 1799, "00:01:00:00"),
        ("00:00:59;29", 29.97, 1799, "00:01:00;02"),  # two numbers are left out in each minute
        ("00:09:59;29", 29.97, 17_981, "00:10:00;00"),  # but in no tenth one
        ("00:00:59;59", 59.94, 3599, "00:01:00;04"),
        ("23:59:59:23", 23.976, 2_073_599, "00:00:00:00"),
        ("23:59:59;29", 29.97, 2_589_407, "00:00:00;00"),
    ],
)
def test_time_code_counts_as_editors_do(code, rate, frame, after):
    number, drop = frame_of(code, rate)
    assert (number, drop) == (frame, ";" in code)
    assert timecode(number, rate, drop) == code and timecode(number + 1, rate, drop) == after


@pytest.mark.parametrize("code", ["", "1 h", "01:00:00:25", "01:00:61:00", "99999999:00:00:00"])
def test_what_is_no_time_code_is_none(code):
    assert frame_of(code, 25.0) is None


def test_a_cut_list_carries_the_clip_s_own_time_code(tmp_path):
    from tests.corpus.recipes import make

    clip = make("mov-timecode", tmp_path)
    result = Result(clip, ModelSpec("m"), 4.0, (), (), (Segment(0.0, 1.0, "gun", 0.9), Segment(1.0, 4.0, "chop", 0.8)))
    lines = FORMATS["edl"].write(result, tmp_path / "out.edl").read_text().splitlines()
    assert lines[1] == "FCM: NON-DROP FRAME"
    assert [line[-47:] for line in lines if " V " in line] == [
        "01:00:00:00 01:00:01:00 00:00:00:00 00:00:01:00",
        "01:00:01:00 01:00:04:00 00:00:01:00 00:00:04:00",
    ]
