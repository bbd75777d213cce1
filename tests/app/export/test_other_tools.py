"""Labels to other tools and back: what is written is read by real readers and by ``footage import``, with nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.export import FORMATS
from app.recorded.result import Result
from app.timeline.timeline import Segment
from model.datasets.foreign import READERS, read_foreign
from model.datasets.label_file import parse_labels
from model.errors import FootageError
from model.spec import ModelSpec
from model.video.reader import video_info
from tests.conftest import write_video

SEGMENTS = (
    Segment(0.0, 0.5, "others", 0.9),
    Segment(0.5, 1.2, "shooting", 0.931),
    Segment(1.2, 1.5, "shooting", 0.8),
    Segment(1.5, 2.0, "open_<chest> & \"b\", 'c' ä", 1.0),
)
# Each format, with what reads it back and how exact its times are, seconds.
ROUND = {
    "losslesscut": ("losslesscut", 0.001), "llc": ("losslesscut-table", 0.001), "boris": ("boris", 0.001),
    "elan": ("elan", 0.001), "activitynet": ("activitynet", 0.001), "labelstudio": ("labelstudio", 1 / 30),
    "audacity": ("audacity", 0.001),
}  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return Result(write_video(tmp_path_factory.mktemp("a b") / "my video.mp4"), ModelSpec("m"), 2.0, (), (), SEGMENTS)


def write(result, name, tmp_path):
    return FORMATS[name].write(result, tmp_path / f"out{FORMATS[name].ending}")


@pytest.mark.parametrize("name", ROUND)
def test_there_and_back(result, name, tmp_path):
    path = write(result, name, tmp_path)
    form, tolerance = ROUND[name]
    found = read_foreign(path)
    assert found[0] == form and found[1].problems == []
    ((video, parts),) = found[1].segments.items()
    assert video in ("my video.mp4", "") and [part.label for part in parts] == [part.label for part in SEGMENTS]
    for part, wanted in zip(parts, SEGMENTS):
        assert abs(part.start - wanted.start) <= tolerance and abs(part.end - wanted.end) <= tolerance


@pytest.mark.parametrize("name", [*ROUND, "youtube", "otio", "fcpxml", "fcp7"])
def test_each_is_known_as_the_program_s_own_until_it_is_changed(result, name, tmp_path):
    if name in ("otio", "fcpxml", "fcp7"):
        pytest.importorskip("opentimelineio")
    path = write(result, name, tmp_path)
    assert FORMATS[name].wrote(path)
    assert not any(
        form.has_form(path) for key, form in FORMATS.items() if key != name and form.ending == FORMATS[name].ending
    )
    path.write_bytes(path.read_bytes() + b"\n")
    assert not FORMATS[name].wrote(path)


def test_elan_s_own_library_reads_it(result, tmp_path):
    elan = pytest.importorskip("pympi.Elan")
    document = elan.Eaf(str(write(result, "elan", tmp_path)))
    assert [tuple(one) for one in document.get_annotation_data_for_tier("label")] == [
        (round(1000 * part.start), round(1000 * part.end), part.label) for part in SEGMENTS
    ]
    assert document.get_linked_files()[0]["RELATIVE_MEDIA_URL"] == "./my video.mp4"
    document.add_tier("other")  # and what it writes is read here
    document.add_annotation("other", 100, 1900, "run & jump")
    document.to_file(str(tmp_path / "theirs.eaf"))
    _, found = read_foreign(tmp_path / "theirs.eaf")
    assert [(part.start, part.end) for part in found.segments["my video.mp4"] if part.label == "run & jump"] == [
        (0.1, 1.9)
    ]


@pytest.mark.parametrize(("name", "adapter"), [("otio", "otio_json"), ("fcpxml", "fcpx_xml"), ("fcp7", "fcp_xml")])
def test_edits_are_read_by_opentimelineio(result, name, adapter, tmp_path):
    otio = pytest.importorskip("opentimelineio")
    pytest.importorskip("otio_fcp_adapter")
    found = otio.adapters.read_from_file(str(write(result, name, tmp_path)), adapter)
    timeline = found if isinstance(found, otio.schema.Timeline) else found[0]
    clips = list(timeline.find_clips())
    assert [clip.name.rsplit(" ", 1)[1] for clip in clips] == ["90%", "93%", "80%", "100%"]
    for clip, part in zip(clips, SEGMENTS):
        assert clip.source_range.start_time.to_seconds() == pytest.approx(part.start, abs=1 / 60)
        assert clip.source_range.duration.to_seconds() == pytest.approx(part.duration, abs=1 / 30)


@pytest.mark.parametrize("fps", [5.0, 12.5, 15.0, 23.976, 25.0, 29.97, 35.0, 59.94, 144.0])
@pytest.mark.parametrize(("name", "adapter"), [("fcpxml", "fcpx_xml"), ("fcp7", "fcp_xml")])
def test_an_edit_is_made_at_any_rate_of_frames(result, name, adapter, fps, tmp_path, monkeypatch):
    otio = pytest.importorskip("opentimelineio")
    pytest.importorskip("otio_fcp_adapter")
    info = video_info(result.video)
    monkeypatch.setattr("app.export.otio.video_info", lambda video: replace(info, fps=fps))
    path = write(result, name, tmp_path)
    assert 'frameDuration=""' not in path.read_text()
    found = otio.adapters.read_from_file(str(path), adapter)
    clips = list((found if isinstance(found, otio.schema.Timeline) else found[0]).find_clips())
    assert [clip.source_range.start_time.to_seconds() for clip in clips] == pytest.approx(
        [part.start for part in SEGMENTS], abs=1 / 23
    )


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("fcpxml", "fcp7", "otio")])
def test_a_video_of_unknown_length_without_a_label_is_written_as_such(result, name, tmp_path):
    assert write(Result(result.video, result.spec, None, (), (), ()), name, tmp_path).is_file()


def test_chapters_are_as_youtube_wants_them(result, tmp_path):
    long = [Segment(0.5, 3, "gun", 1), Segment(3, 30, "chop", 1), Segment(30, 33, "gun", 1), Segment(33, 60, "chop", 1),
            Segment(60, 3700, "open_chest", 1), Segment(3700, 3800, "gun", 1)]  # fmt: skip
    path = FORMATS["youtube"].write(Result(result.video, result.spec, 4e3, (), (), tuple(long)), tmp_path / "c.txt")
    assert path.read_text().splitlines() == ["0:00:00 Chop", "0:01:00 Open chest", "1:01:40 Gun"]


def as_file(tmp_path, content, name="labels"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def spans(found, video=""):
    return [(round(part.start, 3), round(part.end, 3), part.label) for part in found.segments[video]]


def test_a_project_of_boris_with_several_files_points_and_an_open_end(tmp_path):
    events = [[1.0, "A", "run", "", "", 1], [2.5, "A", "run", "fast", ""], [2.0, "A", "run", "", ""], [3.0, "", "jump", "", ""],
              [9.0, "", "run", "", ""], [11.0, "", "run", "", ""], [12.0, "", "wait", "", ""]]  # fmt: skip
    project = {
        "behaviors_conf": {"0": {"code": "run", "type": "State event"}, "1": {"code": "jump", "type": "Point event"},
                           "2": {"code": "wait", "type": "State event with coding map"}},
        "observations": {"o": {"file": {"1": ["C:\\v\\a.mp4", "/v/b.mp4"]}, "events": events,
                               "media_info": {"length": {"C:\\v\\a.mp4": 10.0, "/v/b.mp4": 10.0}}}},
    }  # fmt: skip
    form, found = read_foreign(as_file(tmp_path, project))
    assert form == "boris"
    assert spans(found, "a.mp4") == [(1.0, 2.0, "run"), (3.0, 3.1, "jump"), (9.0, 10.0, "run")]
    assert spans(found, "b.mp4") == [(0.0, 1.0, "run")]
    assert len(found.problems) == 2 and "does not end" in found.problems[0]


def test_tables_of_boris(tmp_path):
    aggregated = (
        "Observation id,Media file name,Behavior,Behavior type,Start (s),Stop (s)\n"
        'o,/v/a.mp4,run,STATE,1.5,"2,5"\no,/v/a.mp4,jump,POINT,3,3\no,/v/a.mp4,run,STATE,9,8\n'
    )
    form, found = read_foreign(as_file(tmp_path, aggregated))
    assert form == "boris-table" and spans(found, "a.mp4") == [(1.5, 2.5, "run"), (3.0, 3.1, "jump")]
    assert len(found.problems) == 1 and "run" in found.problems[0]
    tabular = (
        "Observation id\tx\n\nTime\tMedia file path\tTotal length\tFPS\tSubject\tBehavior\tStatus\n"
        "1.0\ta.mp4\t9\t25\tA\trun\tSTART\n1.5\ta.mp4\t9\t25\tB\trun\tSTART\n2.0\ta.mp4\t9\t25\tA\trun\tSTOP\n"
        "2.2\ta.mp4\t9\t25\tB\trun\tSTOP\n4\ta.mp4\t9\t25\t\tjump\tPOINT\n5\ta.mp4\t9\t25\tA\trun\tSTOP\n"
    )
    form, found = read_foreign(as_file(tmp_path, tabular))
    assert form == "boris-table"
    assert (
        spans(found, "a.mp4") == [(1.0, 2.0, "run"), (1.5, 2.2, "run"), (4.0, 4.1, "jump")] and len(found.problems) == 1
    )


def test_a_project_that_losslesscut_itself_wrote(tmp_path):
    text = """{
      version: 1, // JSON5
      mediaFileName: 'it\\'s "mine".mp4',
      cutSegments: [
        { end: 1.5, name: 'gun' },
        { start: 2, end: .5e1, name: "a 'b'", tags: { x: 'y', }, },
        { start: 6, name: '' },
      ],
    }
    """
    form, found = read_foreign(as_file(tmp_path, text))
    assert form == "losslesscut" and spans(found, 'it\'s "mine".mp4') == [(0.0, 1.5, "gun"), (2.0, 5.0, "a 'b'")]
    assert len(found.problems) == 1
    form, found = read_foreign(as_file(tmp_path, ',1.5,gun\n2,3,"a, b"\n'))
    assert form == "losslesscut-table" and spans(found) == [(0.0, 1.5, "gun"), (2.0, 3.0, "a, b")]


def test_exports_of_label_studio(tmp_path):
    region = {"type": "timelinelabels", "value": {"ranges": [{"start": 1, "end": 50}], "timelinelabels": ["run"]}}
    sound = {"type": "labels", "value": {"start": 1.25, "end": 2.5, "labels": ["shot"]}}
    tasks = [{"data": {"video": "/data/upload/3/0a1b2c3d-my.mp4"},
              "annotations": [{"was_cancelled": True, "result": [sound]}, {"result": [region, sound]}]}]  # fmt: skip
    form, found = read_foreign(as_file(tmp_path, tasks))
    assert form == "labelstudio" and spans(found, "my.mp4") == [(1.25, 2.5, "shot")] and "--fps" in found.problems[0]
    _, found = read_foreign(as_file(tmp_path, tasks), frames_per_second=25.0)
    assert spans(found, "my.mp4") == [(0.0, 2.0, "run"), (1.25, 2.5, "shot")] and found.problems == []


def test_label_tracks_with_frequencies_and_moments(tmp_path):
    form, found = read_foreign(as_file(tmp_path, "0.5\t1.5\tgun\n\\\t100\t200\n2\t2\tshot\n"))
    assert form == "audacity" and spans(found) == [(0.5, 1.5, "gun"), (2.0, 2.1, "shot")]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>"
)


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "[[[[", "x" * 100_000, "\0\0\0", BOMB, '{"observations": 3}', '{"database": []}', "a\tb\tc\n", "<a/>",
     '{"observations": {}}', "'" * 50_000, "{a:'" + "\\" * 50_001, "[" * 100_000, '{"a": ' * 90_000],
)  # fmt: skip
def test_what_is_none_of_them_is_said_in_one_sentence(tmp_path, content):
    path = as_file(tmp_path, content)
    for name in ("", *READERS):
        with pytest.raises(FootageError, match="expected") as error:
            read_foreign(path, name)
        assert "\n" not in str(error.value) and len(str(error.value)) < 700


@pytest.mark.parametrize(
    "content",
    [
        {"database": {"v": {"annotations": [{"segment": [1], "label": "x"}, {"segment": [2, 1], "label": "x"}, 3, {},
                                            {"segment": [0, 1e400], "label": "x"}, {"segment": [0, 1], "label": 7}]}, "w": 1}},
        {"observations": {"o": {"events": [3, [None, 1, 2], ["x", "", "run"], [1, {}, {}, []], [-5, "", "run"]]}, "p": None},
         "behaviors_conf": {"0": 3}},
        {"version": 1, "cutSegments": [1, {}, {"start": {}, "end": [], "name": 3}, {"start": 1, "end": True, "name": "x"}]},
        [{"data": {}, "annotations": [3, {"result": [4, {"value": {"timelinelabels": ["x"], "ranges": [5, {}]}}]}]}, {"data": 1}],
    ],
)  # fmt: skip
def test_hostile_values_are_left_out_and_named(tmp_path, content):
    text = json.dumps(content).replace("Infinity", "1e400").replace("1e400", "1e308")
    _, found = read_foreign(as_file(tmp_path, text), frames_per_second=30.0)
    assert all(0 <= p.start < p.end and p.label for parts in found.segments.values() for p in parts)
    assert found.problems


ANNOTATION = (
    '<?xml version="1.0" encoding="{}"?><ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="0"/>'
    '<TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="900"/></TIME_ORDER><TIER><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="a" '
    'TIME_SLOT_REF2="b"><ANNOTATION_VALUE>grün</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>'
    "</ANNOTATION_DOCUMENT>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["0\t0.9\tgrün\n",
                                  '{"database": {"": {"annotations": [{"segment": [0, 0.9], "label": "grün"}]}}}',
                                  "0,00:00:00.9,grün\r\n", ANNOTATION.format("UTF-8")])  # fmt: skip
def test_text_is_read_in_any_encoding_of_unicode(tmp_path, text, encoding):
    path = tmp_path / "labels"
    path.write_bytes(text.encode(encoding))
    assert spans(read_foreign(path)[1]) == [(0.0, 0.9, "grün")]


@pytest.mark.parametrize("text", ["0\t1\tgrün\n", ANNOTATION.format("windows-1252")])
def test_text_in_another_encoding_is_said_to_be_so(tmp_path, text):
    path = tmp_path / "labels"
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(FootageError, match="expected text in UTF-8 or UTF-16"):
        read_foreign(path)


def test_one_bad_row_does_not_make_a_table_none(tmp_path):
    for text in (
        "1\t2\tok\n-1\t2\tgun\nnan\t3\tb\n1e999\t2\tq\n7\t8\n4\t5\ta\u2028b\n",
        "1,2,ok\nx,y,z\n5,4,back\n4,5,ab\n",
    ):
        _, found = read_foreign(as_file(tmp_path, text))
        assert [(part.start, part.end) for part in found.segments[""]] == [(1.0, 2.0), (4.0, 5.0)]
        assert len(found.problems) == text.count("\n") - 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"database": {"v": {"annotations": [' + "[]," * 500_000 + "[]]}}}", "more than 500,000 lists"),
        ('{"database": {"v": [' + "1," * 5_000_001 + "1]}}", "more than 5,000,000"),
        ("<ANNOTATION_DOCUMENT>" + "<a>" * 100_000, "nested deeper"),
        ("<ANNOTATION_DOCUMENT>" + "<a/>" * 100_000, "no XML"),
        (BOMB, "entities"),
    ],
    ids=["lists", "values", "deep", "open", "bomb"],
)
def test_why_a_file_is_not_taken_is_said(tmp_path, text, said):
    with pytest.raises(FootageError, match=said):
        read_foreign(as_file(tmp_path, text))


def test_what_multiplies_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("model.datasets.foreign.found.MOST_LABEL_ROWS", 2000)
    value = {"timelinelabels": ["x"] * 3000, "ranges": [{"start": 1, "end": 5}] * 3000}
    _, found = read_foreign(
        as_file(tmp_path, [{"data": {}, "annotations": [{"result": [{"value": value}]}]}]), "", 30.0
    )
    assert len(found.segments[""]) == 2000 and "the rest was left out" in found.problems[-1]
    _, found = read_foreign(as_file(tmp_path, [{"data": {}, "annotations": [{"result": [{"value": value}]}]}]))
    assert "1901 more" in found.problems[-2] and "--fps" in found.problems[0]
    files = {"file": {"1": ["a"] * 30_000}, "media_info": {"length": {"a": 0.001}}}
    events = [[number / 1000, "", "jump"] for number in range(1900)]
    project = {"behaviors_conf": {}, "observations": {"o": {**files, "events": events}}}
    assert len(read_foreign(as_file(tmp_path, project))[1].segments["a"]) == 2000


def test_names_and_labels_from_elsewhere_make_files_here_and_nowhere_else(call, tmp_path):
    named = {"a\0b": "x\0y", "../../etc/passwd": "=1+1", "..": "a\x1b[31m", "C:\\x\\clip.mp4": "\ud800", "x" * 5000: "\u202egun",
             "\ud800": '"q"', "a\nb": "é", "": "z"}  # fmt: skip
    data = {name: {"annotations": [{"segment": [0, 1], "label": label}]} for name, label in named.items()}
    out = tmp_path / "to" / "out"
    done = call("footage", "import", as_file(tmp_path, {"database": data}), "--out", out)
    assert done.returncode == 0, done.stderr
    assert len(list(out.iterdir())) == len(named) and sorted(p.name for p in tmp_path.iterdir()) == ["labels", "to"]
    labels = [parse_labels(path) for path in out.iterdir()]
    assert all(problems == [] for _, problems in labels)
    assert {part.label for parts, _ in labels for part in parts} == {
        "x\\x00y", "=1+1", "a\\x1b[31m", "\\ud800", "\\u202egun", '"q"', "é", "z"
    }  # fmt: skip


def test_import_writes_label_files_that_teaching_reads(call, result, tmp_path):
    good, bad = write(result, "boris", tmp_path), as_file(tmp_path, "nothing")
    out = tmp_path / "out"
    done = call("footage", "import", good, bad, "--out", out)
    assert done.returncode == 1 and str(bad) in done.stderr and "4 segments" in done.stdout
    parts, problems = parse_labels(out / "my video.csv")
    assert problems == [] and [part.label for part in parts] == [part.label for part in SEGMENTS]
    before = (out / "my video.csv").read_bytes()
    assert call("footage", "import", good, "--out", out).returncode == 2  # never over what is there
    assert (out / "my video.csv").read_bytes() == before
    assert call("footage", "import", good, "--out", out, "--format", "word").returncode == 2
