"""What is found is what looking at every segment finds; corrections are in it at once."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from app.errors import UserError
from app.library.alike import alike, moment_in, nearest
from app.library.corrections import stamps
from app.library.find import Query, find, labels_in, parse_near, parse_since
from app.library.index import reading, writing
from app.library.moment import parse_moment
from app.library.place import Place
from app.library.statistics import extent, statistics
from app.library.sync import catch_up, rebuild
from app.library.vectors_file import ROW, search_rows
from app.recorded import corrections
from app.timeline.timeline import Segment
from tests.app.library.made import made_answers, made_library

SEVERAL = [made_answers(number, seconds=120) for number in range(1, 6)]


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Place:
    return made_library(tmp_path_factory.mktemp("library"), SEVERAL)


def by_looking(query: Query) -> list[tuple]:
    found = []
    for one in SEVERAL:
        for part in one.segments:
            near = all(
                any(
                    other.label == label and other is not part
                    and other.start - part.end <= far and part.start - other.end <= far
                    for other in one.segments
                )
                for label, far in query.near
            )  # fmt: skip
            if (
                (not query.labels or part.label in query.labels)
                and part.duration >= query.longer
                and part.confidence >= query.surer
                and near
                and (query.since is None or one.about.changed >= query.since)
                and query.text.lower() in one.about.path.lower()
            ):
                found.append((one.about.path, part.start, part.end, part.label, part.confidence))
    return sorted(found)


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(labels=("shooting",)),
        Query(labels=("shooting", "gun"), longer=3.0, surer=0.5),
        Query(labels=("shooting",), near=(("chests", 10.0),)),
        Query(near=(("chests", 0.0), ("chop", 20.0))),
        Query(labels=("chests",), near=(("chests", 30.0),)),
        Query(since=1.7e9 + 3, text="VIDEO"),
        Query(text="video 4"),
        Query(text="no such"),
    ],
)
def test_find_gives_what_looking_at_every_segment_gives(library, query):
    with reading(library) as index:
        found = find(index, query)
    assert [(hit.path, hit.start, hit.end, hit.label, hit.confidence) for hit in found.hits] == by_looking(query)
    assert found.count == len(found.hits)


def test_hits_come_in_the_order_that_is_asked_for_and_are_counted_beyond_the_limit(library):
    with reading(library) as index:
        surest = find(index, Query(order="surest", most=7))
        longest = find(index, Query(order="longest", most=7))
        newest = find(index, Query(order="newest", most=7))
    everything = by_looking(Query())
    assert [hit.confidence for hit in surest.hits] == sorted((row[4] for row in everything), reverse=True)[:7]
    assert [hit.end - hit.start for hit in longest.hits] == sorted((r[2] - r[1] for r in everything), reverse=True)[:7]
    assert {hit.path for hit in newest.hits} == {SEVERAL[-1].about.path}
    assert surest.count == longest.count == len(everything)


def test_what_a_person_corrects_is_in_the_answers_at_once(tmp_path):
    place = made_library(tmp_path, SEVERAL)
    one = SEVERAL[2]
    old = next(part for part in one.segments if part.duration > 1)
    mine = Segment(old.start + 0.25, old.end, "reload", 1.0, by_user=True)
    assert corrections.save(one.about.key.partition("-")[0], [mine])

    def check() -> None:
        with reading(place) as index:
            found = find(index, Query(labels=("reload",), surer=0.99))
            assert [(hit.path, hit.start, hit.end, hit.yours) for hit in found.hits] == [
                (one.about.path, mine.start, mine.end, True)
            ]
            assert "reload" in labels_in(index)
            times = {row.label: row.seconds for row in statistics(index, "all")}
            assert times["reload"] == pytest.approx(mine.duration)
            whole = sum(part.duration for other in SEVERAL for part in other.segments)
            assert sum(times.values()) == pytest.approx(whole)
            others = find(index, Query(content=one.about.content)).hits
            assert any(hit.end == pytest.approx(mine.start) and hit.label == old.label for hit in others)

    check()
    rebuild(place)  # then the index itself has them
    check()
    assert corrections.save(one.about.key.partition("-")[0], [], [mine])
    with reading(place) as index:  # taken back
        assert not find(index, Query(labels=("reload",))).hits
        assert find(index, Query()).count == len(by_looking(Query()))
    assert list(stamps([one.about.key])) in ([], [one.about.key])


def test_moments_alike_are_the_nearest_of_all(library):
    random = np.random.default_rng(3)
    with reading(library) as index:
        rows = search_rows(library, "cd34")
        firsts = index.ask("SELECT first_row, row_count FROM videos ORDER BY first_row")
        for _ in range(5):
            vector = rows["vector"][random.integers(len(rows))]
            exact = np.argsort(-(rows["vector"].astype(np.int64) @ vector.astype(np.int64)), kind="stable")[:20]
            numbers, similar = nearest(rows, vector, 20, firsts["first_row"], firsts["row_count"])
            assert len(set(exact) & set(numbers)) >= 19 and (np.diff(similar) <= 0).all()
        wanted = moment_in(index, SEVERAL[1].about.content, 31.7)
        found = alike(index, wanted, 8)
    assert len(found) == 8 and [one.similarity for one in found] == sorted((o.similarity for o in found), reverse=True)
    for number, one in enumerate(found):
        assert one.content != wanted.content or abs(one.time - 31.5) >= 3
        assert all(one.content != other.content or abs(one.time - other.time) >= 3 for other in found[:number])
        parts = next(other for other in SEVERAL if other.about.content == one.content).segments
        assert one.label == next(part.label for part in parts if part.start <= one.time < part.end)


def test_only_rows_that_count_are_compared():
    rows = np.zeros(6000, ROW)
    rows["vector"][:, 0] = np.arange(6000) % 120
    numbers, _ = nearest(rows, rows["vector"][119], 4, [100, 3000, 5990], [10, 2500, 500])
    assert set(numbers) <= {n for n in range(6000) if 100 <= n < 110 or 3000 <= n < 5500 or 5990 <= n}
    assert (rows["vector"][numbers, 0] == 119).all()


def test_the_index_can_be_made_again_from_the_files(tmp_path):
    place = made_library(tmp_path, SEVERAL)
    with reading(place) as index:
        before = find(index, Query()).hits
    for file in (place.index, *place.folder.glob("vectors-*")):
        file.unlink()
    with pytest.raises(UserError, match="library check --repair"), reading(place):
        pass
    assert rebuild(place) == []
    with reading(place) as index:
        assert find(index, Query()).hits == before
        assert len(search_rows(place, "cd34")) == 5 * 120
        assert extent(index).videos == 5
    assert not list(place.folder.glob("rebuilding-*"))


def test_what_a_killed_process_left_out_of_the_index_is_taken_in_later(tmp_path):
    place = made_library(tmp_path, SEVERAL[:3])
    other = made_library(tmp_path / "other", SEVERAL[3:])
    for answers in SEVERAL[3:]:
        os.rename(other.file_of(answers.about.content), place.file_of(answers.about.content))
    with open(place.vectors_of("cd34"), "ab") as file:  # killed after this and before the index
        file.write(b"x" * 1000)
    os.unlink(place.file_of(SEVERAL[0].about.content))
    assert catch_up(place) == []
    with reading(place) as index:
        assert {hit.path for hit in find(index, Query()).hits} == {one.about.path for one in SEVERAL[1:]}
        wanted = moment_in(index, SEVERAL[4].about.content, 12.0)
    assert (wanted.vector == SEVERAL[4].seconds.vectors[12]).all()


def test_a_video_that_was_written_over_is_found_no_more(tmp_path):
    import dataclasses

    old, new = made_answers(1), made_answers(2)
    same = dataclasses.replace(new, about=dataclasses.replace(new.about, path=old.about.path))
    for order in ([old, same], [same, old]):
        place = made_library(tmp_path / str(len(list(tmp_path.iterdir()))), order)
        with reading(place) as index:
            assert {hit.content for hit in find(index, Query()).hits} == {new.about.content}
            assert extent(index).lost == 1


def hostile_indexes(place: Place):
    """Yield a name for each damaged or hostile index, one after another in the library's place."""
    import duckdb

    whole = place.index.read_bytes()
    for name, content in (("empty", b""), ("text", b"hello" * 1000), ("cut", whole[: len(whole) // 2])):
        place.index.write_bytes(content)
        yield name
    flipped = bytearray(whole)
    flipped[5000:] = bytes(255 - byte for byte in flipped[5000:])
    place.index.write_bytes(flipped)
    yield "flipped"
    for statement in (
        "CREATE VIEW videos AS SELECT * FROM read_text('/etc/passwd')",
        "CREATE TABLE videos AS SELECT 1 AS video",
        "CREATE VIEW segments AS SELECT * FROM read_csv('/etc/passwd')",
    ):
        place.index.unlink()
        with duckdb.connect(str(place.index)) as connection:
            connection.execute(statement)
        yield statement


def test_a_hostile_index_is_refused_in_one_sentence_and_opens_no_other_file(tmp_path):
    place = made_library(tmp_path, SEVERAL[:2])
    for name in hostile_indexes(place):
        for opened in (reading, writing):
            with pytest.raises(UserError, match="library check --repair") as refused, opened(place) as index:
                find(index, Query())
            assert "\n" not in str(refused.value) and "root:" not in str(refused.value), name
    rebuild(place)
    with reading(place) as index:
        assert find(index, Query()).count


def test_a_damaged_index_in_a_folder_of_any_name_is_not_waited_for(tmp_path, monkeypatch):
    """As if another program had it open: that one holds a lock, which is in the error's text as the folder's name is."""
    place = made_library(tmp_path / "could not set lock on clocks, blocked", SEVERAL[:1])
    place.index.write_bytes(b"no index" * 2000)
    monkeypatch.setattr("app.library.database.time.sleep", lambda seconds: pytest.fail("it was waited for"))
    for opened in (reading, writing):
        with pytest.raises(UserError, match="library check --repair"), opened(place):
            pass


def test_an_index_that_claims_search_vectors_that_are_not_there_finds_what_there_is(tmp_path):
    place = made_library(tmp_path, SEVERAL[:2])
    with open(place.vectors_of("cd34"), "r+b") as file:
        file.truncate(50 * ROW.itemsize)
    with reading(place) as index:
        wanted = moment_in(index, SEVERAL[0].about.content, 12.0)
        assert all(one.content == wanted.content and one.time < 50 for one in alike(index, wanted, 5))


@pytest.mark.parametrize(
    ("given", "seconds"), [("a.mp4@83.5", 83.5), ("b@c.mp4@1:23.5", 83.5), ("a.mp4@1:00:03", 3603.0)]
)
def test_moments_as_people_write_them(given, seconds):
    video, time = parse_moment(given)
    assert (str(video), time) == (given.rpartition("@")[0], seconds)


@pytest.mark.parametrize("given", ["a.mp4", "a.mp4@", "@3", "a.mp4@x", "a.mp4@-1", "a.mp4@1e3", "a.mp4@1:2:3:4"])
def test_what_is_no_moment_is_refused(given):
    with pytest.raises(UserError, match="expected a video and a time"):
        parse_moment(given)


def test_options_that_hold_what_they_cannot_are_refused(library, call):
    folder = ("--library", library.folder)
    for arguments, sentence in (
        (("find", "--label", "jump"), "expected any of chests, chop"),
        (("find", "--near", "chests"), "expected a label and seconds"),
        (("find", "--near", "chests:-1"), "expected a label and seconds"),
        (("find", "--since", "soon"), "expected a day, month or year"),
        (("find", "--order", "size"), "expected one of path"),
        (("find", "--csv", "--json"), "expected one of them"),
        (("stats", "--by", "hour"), "expected one of all"),
        (("like", "x.mp4"), "expected a video and a time"),
    ):
        done = call("library", *arguments, *folder)
        assert done.returncode == 2 and sentence in done.stderr and done.stderr.count("\n") == 1, done.stderr
    done = call("library", "find", "--library", library.folder / "none")
    assert done.returncode == 2 and "there is no library yet" in done.stderr
    assert parse_near("a:b:2") == ("a:b", 2.0) and parse_since("2026-10") < parse_since("2026-10-02") < parse_since(
        "2027"
    )


def test_tables_and_json_hold_all_hits(library, call):
    folder = ("--library", library.folder)
    data = json.loads(call("library", "find", "--label", "gun", "--json", *folder).stdout)
    table = call("library", "find", "--label", "gun", "--csv", *folder).stdout.splitlines()
    expected = by_looking(Query(labels=("gun",)))
    assert [(hit["video"], hit["start"], hit["end"]) for hit in data] == [row[:3] for row in expected]
    assert table[0] == "video,start,end,label,confidence,yours" and len(table) == len(expected) + 1
    days = json.loads(call("library", "stats", "--by", "day", "--json", *folder).stdout)
    assert days["videos"] == 5 and sum(row["seconds"] for row in days["labels"]) == pytest.approx(600)
    assert "2023-11-1" in days["labels"][0]["group"]
