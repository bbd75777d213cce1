"""Label files as spreadsheets and people write them."""

from __future__ import annotations

import codecs

import pytest

from model.datasets.check import check
from model.datasets.label_file import LabelledSegment, parse_labels, seconds_of
from model.datasets.read import find_footage
from tests.conftest import write_video

CHOP = [LabelledSegment(0.0, 3.5, "chop")]
TABLES = {
    "plain": b"start,end,label\n0,3.5,chop\n",
    "windows": b"start,end,label\r\n0,3.5,chop\r\n",
    "old mac": b"start,end,label\r0,3.5,chop\r",
    "no last line end": b"start,end,label\n0,3.5,chop",
    "byte order mark": codecs.BOM_UTF8 + b"start,end,label\n0,3.5,chop\n",
    "semicolons": b"start;end;label\r\n0;3,5;chop\r\n",
    "semicolons and points": b"start;end;label\n0.0;3.5;chop\n",
    "tabs": b"start\tend\tlabel\n0\t3,5\tchop\n",
    "quoted decimal comma": b'start,end,label\n"0,0","3,5",chop\n',
    "all quoted": b'"start";"end";"label"\n"0";"3,5";"chop"\n',
    "excel's own line": b"sep=;\nstart;end;label\n0;3,5;chop\n",
    "capitals": b"Start,END,Label\n0,3.5,chop\n",
    "order": b"label,start,end\nchop,0,3.5\n",
    "more columns": b"video,End,start,Note,label,confidence\nv.mp4,3.5,0,,chop,0.9\n",
    "spaces": b" start , end , label \n 0 , 3.5 , chop \n",
    "clock": b"start,end,label\n0:00:00,0:00:03.500,chop\n",
    "minutes": b"start;end;label\n0:00;0:03,5;chop\n",
    "empty rows": b"\n,,\nstart,end,label\n,,\n\n0,3.5,chop\n , ,\n,,\n",
    "empty columns": b"start;end;label;;\n0;3,5;chop;;\n",
    "utf-16": "start\tend\tlabel\r\n0\t3,5\tchop\r\n".encode("utf-16"),
    "utf-16-be": codecs.BOM_UTF16_BE + "start\tend\tlabel\r\n0\t3,5\tchop\r\n".encode("utf-16-be"),
    "utf-16 without a mark": "start,end,label\r\n0,3.5,chop\r\n".encode("utf-16-le"),
    "utf-16-be without a mark": "start,end,label\r\n0,3.5,chop\r\n".encode("utf-16-be"),
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables_of_all_kinds_say_the_same(tmp_path, kind):
    path = tmp_path / "v.csv"
    path.write_bytes(TABLES[kind])
    assert parse_labels(path) == (CHOP, [])


def test_a_label_may_be_of_any_script(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = tmp_path / "v.csv"
        path.write_text("start;end;label\n0;3,5;Grüße, 世界\n", encoding=encoding)
        assert parse_labels(path) == ([LabelledSegment(0.0, 3.5, "Grüße, 世界")], [])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("start,end,label\n0,3,chop\n0,3,5,chop\n", 3, "quotes"),  # a decimal comma between commas
        ("start;end;label\n\n0;3,5\n", 3, "a start, an end and a label"),
        ("sep=;\nstart;end;label\n0;3,5;chop\n3;later;gun\n", 4, "h:mm:ss"),
        ("start,end,label\n0:00:00,0:00:75,chop\n", 2, "h:mm:ss"),
        ("start,end,label\n00:00:00:12,00:00:02:00,chop\n", 2, "h:mm:ss"),  # frames: of which rate?
        ('start;end;label\n0;"1.234,5";chop\n', 2, "h:mm:ss"),
        ("start,end,label\n-1,2,chop\n", 2, "0 or more"),
        ("start,end,label\n2,1,chop\n", 2, "0 <= start < end"),
        ("start,end,label\n0,3,\n", 2, "a label"),
        ("label,start,end\nchop,,3\n", 2, "h:mm:ss"),
        ("start,end,name\n0,3,chop\n", 1, "header start,end,name"),
        ("start,end,label,label\n0,3,chop,gun\n", 1, "header"),
        ("\n\n0;3;chop\n", 3, "header 0;3;chop"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row(tmp_path, text, line, said):
    path = tmp_path / "v.csv"
    path.write_text(text)
    segments, (problem,) = parse_labels(path)
    assert problem.startswith(f"{path}, line {line}: received ") and said in problem
    assert len(segments) == text.count(",3,chop\n0,3,5") + text.count("0;3,5;chop")


def test_letters_in_another_encoding_are_named_with_their_row(tmp_path):
    path = tmp_path / "v.csv"
    path.write_bytes("start,end,label\n0,1,chop\n1,2,Prüfen\n2,3,chop\n".encode("cp1252"))
    segments, (problem,) = parse_labels(path)
    assert [segment.start for segment in segments] == [0, 2]
    assert "line 3" in problem and "UTF-8" in problem


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("83.5", 83.5), ("83,5", 83.5), ("1:23.5", 83.5), ("0:01:23,500", 83.5), ("100:00:00", 360_000.0), (".5", 0.5),
     ("5.", 5.0), ("1e2", 100.0), ("90:00", 5400.0), ("", None), ("1:2:3:4", None), ("1:60:00", None), ("1_0", None),
     ("nan", None), ("inf", None), ("-1", None), ("1:5", None)],
)  # fmt: skip
def test_times(text, seconds):
    assert seconds_of(text) == seconds


def test_training_and_the_check_understand_a_spreadsheets_table(tmp_path):
    write_video(tmp_path / "a.mp4", 1.0)
    (tmp_path / "a.CSV").write_bytes("Label;Start;End\r\ngun;0;0,4\r\nchop;0:00,4;0:00:01\r\n;;\r\n".encode("utf-16"))
    (video,) = find_footage(tmp_path, ("gun", "chop"))
    assert video.segments == (LabelledSegment(0.0, 0.4, "gun"), LabelledSegment(0.4, 1.0, "chop"))
    report = check(tmp_path, ("gun", "chop"))
    assert report.problems == [] and sorted(row[0] for row in report.rows) == ["chop", "gun"]
