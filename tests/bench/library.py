"""``python -m tests.bench.library [VIDEO]``: what a library costs, and how soon it answers.

Without a video: ten thousand invented hours are searched, and a thousand compared with a moment. With one: how long looking at it
for the library takes beside classifying it alone, in turns, and how many bytes an hour of it takes.
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
from app.library.alike import Wanted, alike, nearest
from app.library.find import Query, find
from app.library.index import VIDEOS, Index, reading, writing
from app.library.place import Place
from app.library.search_vectors import DIMENSIONS, LENGTH
from app.library.vectors_file import ROW, search_rows

HOURS = 10_000
LIKE_HOURS = 1_000
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
    """A thousand hours, compared with a moment, and with what comparing whole numbers gives."""
    place, random = Place(folder), np.random.default_rng(1)
    place.make()
    with writing(place) as index:
        fill(index, LIKE_HOURS, vectors=True)
    centres = random.normal(size=(2000, DIMENSIONS))
    with open(place.vectors_of("cd34"), "wb") as file:
        for _ in range(LIKE_HOURS):
            rows = np.zeros(3600, ROW)
            rows["second"] = np.arange(3600)
            made = centres[random.integers(0, 2000, 3600)] + 0.4 * random.normal(size=(3600, DIMENSIONS))
            made *= LENGTH / np.linalg.norm(made, axis=1, keepdims=True)
            rows["vector"] = np.clip(np.rint(made), -127, 127)
            file.write(rows.tobytes())
    with reading(place) as index:
        rows = search_rows(place, "cd34")
        wanted = Wanted(np.array(rows["vector"][123_456]), "cd34", f"{35:032x}", 1056.5)
        timed(f"like, of {len(rows):,} seconds", lambda: alike(index, wanted, 20))
        recalls = []
        for number in random.integers(0, len(rows), 5):
            vector = np.array(rows["vector"][number])
            scores = np.concatenate([
                rows["vector"][first : first + 100_000].astype(np.int32) @ vector.astype(np.int32)
                for first in range(0, len(rows), 100_000)
            ])  # fmt: skip
            twentieth = np.partition(scores, -20)[-20]
            found, _ = nearest(rows, vector, 20, [0], [len(rows)])
            recalls.append((scores[found] >= twentieth).mean())
        print(f"recall@20 against exact comparison: {np.mean(recalls):.3f}")


def cost(video: Path) -> None:
    """Looking at a video for the library, beside classifying it alone."""
    from app.library.look import LibraryModel, look_at
    from app.library.parquet_file import write_answers
    from app.recorded.classify import classify_video
    from model.engine import open_engine
    from model.engine.litert import threads_beside_decoding
    from model.registry import DEFAULT_MODEL, find_model

    model = LibraryModel.of(find_model(DEFAULT_MODEL))
    engine = open_engine(model.folder, threads_beside_decoding())
    ratios, answers = [], None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        for _ in range(TURNS):
            begun = time.perf_counter(), time.process_time()
            classify_video(video, engine)
            middle = time.perf_counter(), time.process_time()
            answers = look_at(video, model, engine)
            write_answers(path, answers)
            end = time.perf_counter(), time.process_time()
            ratios.append([(end[n] - middle[n]) / (middle[n] - begun[n]) for n in (0, 1)])
            print(f"wall {ratios[-1][0]:.3f} times classify, processor {ratios[-1][1]:.3f} times", flush=True)
        size = path.stat().st_size
    wall, processor = np.median(np.array(ratios), axis=0)
    print(f"median: wall {wall:.3f}, processor {processor:.3f} times classify")
    print(
        f"{size / answers.about.duration * 3600 / 1e6:.2f} MB an hour of video ({answers.about.duration:.0f} s of it)"
    )


def main() -> None:
    if len(sys.argv) > 1:
        cost(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        search(Path(folder) / "search")
        compare(Path(folder) / "compare")


if __name__ == "__main__":
    main()
