"""``python -m tests.bench.library [VIDEO...]``: what a library costs, and how soon it answers.

Without a video: ten thousand invented hours are searched, and a thousand compared with a moment. With some: how long looking at
them for the library takes beside classifying them alone, in turns, how many bytes an hour takes, and how many of the twenty
nearest seconds, by all features, are among the twenty that are found.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app import runtime_env  # noqa: F401  (cv2 first)
from app.library.alike import FEWEST, alike, moment_in, nearest
from app.library.find import Query, find
from app.library.fine_vectors import similarities, to_codes, write_codes
from app.library.index import VIDEOS, Index, reading, writing
from app.library.place import Place
from app.library.search_vectors import SecondVectors, to_vector
from app.library.vectors_file import ROW

HOURS = 10_000
LIKE_HOURS = 1_000
FINE_HOURS = 100
FEATURES = 1280
SEGMENTS_AN_HOUR = 360
TURNS = 5
LABELS = ("chop", "others", "gun", "chests", "shooting")


def fill(index: Index, hours: int, vectors: bool) -> None:
    """Invent so many videos of an hour."""
    rows = {
        "video": "i", "content": "printf('%032x', i)", "path": "'/recordings/' || (i % 100) || '/match ' || i || '.mp4'",
        "folder": "'/recordings/' || (i % 100)", "size": "i", "changed": "1.6e9 + i * 20000", "day": "'2026-01-01'",
        "duration": "3600", "model": "'made'", "model_id": "'ab12'",
        "labels": """'["chop", "others", "gun", "chests", "shooting"]'""", "key": "printf('%032x', i) || '-0'",
        "encoder": "'cd34'", "sample_fps": "10", "first_row": "(i - 1) * 3600" if vectors else "0",
        "row_count": "3600" if vectors else "0", "file_size": "0", "file_changed": "0", "corrected": "''",
    }  # fmt: skip
    columns = ", ".join(f"{rows[name]} AS {name}" for name in VIDEOS)
    index.connection.run(f"INSERT INTO videos SELECT {columns} FROM range(1, {hours + 1}) t(i)")
    names = "[" + ", ".join(f"'{label}'" for label in LABELS) + "]"
    index.connection.run(
        f"INSERT INTO segments SELECT v.video, s.n * 10.0, s.n * 10.0 + 10.0 - (hash(s.n, v.video) % 7), "
        f"{names}[(1 + hash(v.video, s.n) % 5)::BIGINT], 0.4 + (hash(s.n + v.video) % 600) / 1000.0, false "
        f"FROM videos v, range({SEGMENTS_AN_HOUR}) s(n)"
    )


def timed(what: str, call: Callable[[], object]) -> object:
    """Say how long a call takes, the median of some."""
    found, seconds = None, []
    for _ in range(TURNS):
        begun = time.perf_counter()
        found = call()
        seconds.append(time.perf_counter() - begun)
    print(f"{what:64} {statistics.median(seconds):7.3f} s   (best {min(seconds):.3f})", flush=True)
    return found


def search(folder: Path) -> None:
    """Ten thousand hours, searched."""
    place = Place(folder)
    place.make()
    with writing(place) as index:
        fill(index, HOURS, vectors=False)
    print(f"{HOURS} hours, {HOURS * SEGMENTS_AN_HOUR:,} segments, index of {place.index.stat().st_size / 1e6:.0f} MB")

    def ask(query: Query):
        with reading(place) as index:
            return find(index, query)

    near = Query(("shooting",), 3.0, 0.8, (("chests", 10.0),), since=1.79e9)
    found = timed("find --label shooting --longer 3 --surer 0.8 --near chests:10", lambda: ask(near))
    print(f"  {found.count:,} hits")
    every = Query(("shooting",), 3.0, 0.8, (("chests", 10.0),), order="surest", most=1000)
    print(f"  {timed('the same of all years, the surest 1000', lambda: ask(every)).count:,} hits")
    with reading(place) as index:
        for letters in ("m", "match 12", "match 123"):
            query = Query(("gun",), 4.0, 0.6, text=letters, order="newest", most=200)
            timed(f"filter as one types: {letters!r}, gun, 4 s, 60 %", lambda query=query: find(index, query))


def compare(folder: Path) -> None:
    """A thousand hours, compared with a moment, as ``like`` does."""
    place, random = Place(folder), np.random.default_rng(1)
    place.make()
    with writing(place) as index:
        fill(index, LIKE_HOURS, vectors=True)
    scenes = np.abs(random.normal(size=(5000, FEATURES))).astype(np.float32)
    codes, vectors = to_codes(scenes), np.stack([to_vector(one) for one in scenes])
    with open(place.vectors_of("cd34"), "wb") as file:
        for number in range(1, LIKE_HOURS + 1):
            chosen, rows = random.integers(0, len(scenes), 3600), np.zeros(3600, ROW)
            rows["second"] = np.arange(3600)
            rows["vector"] = np.clip(vectors[chosen] + random.integers(-9, 10, rows["vector"].shape), -127, 127)
            file.write(rows.tobytes())
            if number <= FINE_HOURS:
                write_codes(place.fine_of(f"{number:032x}"), "cd34", codes[chosen])
    for number in range(
        FINE_HOURS + 1, LIKE_HOURS + 1
    ):  # the same content again: what is measured is that files are read
        place.fine_of(f"{number:032x}").hardlink_to(place.fine_of(f"{number % FINE_HOURS + 1:032x}"))
    with reading(place) as index:
        wanted = moment_in(index, f"{35:032x}", 1056.5)
        timed(f"like, of {LIKE_HOURS * 3600:,} seconds", lambda: alike(index, wanted, 20))


def cost(videos: list[Path]) -> None:
    """Looking at videos for the library, beside classifying them alone."""
    from app.library.keeping import keep
    from app.library.look import look_at
    from app.recorded.classify import classify_video

    model, engine = model_and_engine()
    ratios, seconds = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        place.make()
        for video in videos:
            begun = time.perf_counter(), time.process_time()
            classify_video(video, engine)
            middle = time.perf_counter(), time.process_time()
            answers = look_at(video, model, engine)
            keep(place, answers)
            end = time.perf_counter(), time.process_time()
            seconds += answers.about.duration
            ratios.append([(end[n] - middle[n]) / (middle[n] - begun[n]) for n in (0, 1)])
            print(f"wall {ratios[-1][0]:.3f} times classify, processor {ratios[-1][1]:.3f} times", flush=True)
        size = sum(path.stat().st_size for path in place.videos.iterdir())
    wall, processor = np.median(np.array(ratios), axis=0)
    print(f"median: wall {wall:.3f}, processor {processor:.3f} times classify")
    print(f"{size / seconds * 3600 / 1e6:.2f} MB an hour of video ({seconds:.0f} s in {len(videos)} videos)")


def model_and_engine():
    """The default model, and an engine of it."""
    from app.library.look import LibraryModel
    from model.engine import open_engine
    from model.engine.litert import threads_beside_decoding
    from model.registry import DEFAULT_MODEL, find_model

    model = LibraryModel.of(find_model(DEFAULT_MODEL))
    return model, open_engine(model.folder, threads_beside_decoding())


def recall(videos: list[Path]) -> None:
    """How many of the twenty nearest seconds, by all features, are among the twenty that are found."""
    from app.recorded.classify import classify_video

    _, engine = model_and_engine()
    rows, codes, features = [], [], []
    for video in videos:
        vectors, sums = SecondVectors(), {}

        def frame(time: float, one: np.ndarray, vectors=vectors, sums=sums) -> None:
            vectors.push(time, one)
            sums[int(time)] = sums.get(int(time), 0.0) + one / np.linalg.norm(one)

        classify_video(video, engine, on_frame=frame)
        found = vectors.end()
        own = np.zeros(len(found.numbers), ROW)
        own["second"], own["vector"] = found.numbers, found.vectors
        rows.append(own)
        codes.append(found.fine)
        features += [sums[number] for number in found.numbers.tolist()]
    many, fine, every = np.concatenate(rows), np.concatenate(codes), np.stack(features)
    every /= np.linalg.norm(every, axis=1, keepdims=True)
    shares = []
    for number in np.linspace(0, len(many) - 1, min(len(many), 500)).astype(int):
        exact = np.argsort(-(every @ every[number]))[:21]
        numbers, _ = nearest(many, many["vector"][number], FEWEST, [0], [len(many)])
        first = numbers[np.argsort(-similarities(fine[numbers], fine[number]))][:21]
        shares.append(len(set(exact) & set(first) - {number}) / 20)
    print(f"recall@20 against all features: {np.mean(shares):.3f} (of {len(many):,} seconds)")


def main() -> None:
    if len(sys.argv) > 1:
        videos = list(map(Path, sys.argv[1:]))
        cost(videos)
        recall(videos)
        return
    with tempfile.TemporaryDirectory() as folder:
        search(Path(folder) / "search")
        compare(Path(folder) / "compare")


if __name__ == "__main__":
    main()
