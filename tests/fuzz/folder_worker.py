"""Tries the program on one model folder after another: ``python -m tests.fuzz.folder_worker``, as ``tests.fuzz.worker`` does."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.fuzz import worker

_videos: list[Path] = []


def video(folder: Path) -> Path:
    """A second of moving discs, made once."""
    if not _videos:
        from tests.conftest import write_video

        _videos.append(write_video(folder / "video.mp4", seconds=1.5))
    return _videos[0]


def classify(path: Path, folder: Path) -> int:
    """Classify a video; whatever comes of it must be probabilities."""
    from app.commands import main

    source, out = video(folder), folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    status = main(["classify", str(source), "--model", str(path), "--out", str(out), "--quiet", "--format", "json"])
    if status == 0:
        data = json.loads((out / f"{source.stem}.json").read_text(), parse_constant=_refuse)
        for row in data["predictions"]:
            values = row["probabilities"].values() if isinstance(row["probabilities"], dict) else row["probabilities"]
            assert abs(sum(values) - 1) < 0.02 and min(values) >= 0, row
        assert data["predictions"] and all(0 <= one["confidence"] <= 1.001 for one in data["segments"]), data
    return status


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} in a result")


def describe(path: Path, folder: Path) -> int:
    """``models`` and ``info``, as if the folder lay among the program's own."""
    from app.commands import main
    from model import registry

    own, registry.WEIGHTS = registry.WEIGHTS, path.parent
    listed = registry.list_models
    registry.list_models = lambda: [path]
    try:
        return max(main(["models"]), main(["info"]))
    finally:
        registry.WEIGHTS, registry.list_models = own, listed


def read_weights(path: Path, folder: Path) -> int:
    """Every array of the trained weights, as far as they may be read before Keras gets to see them."""
    import h5py

    from model.errors import ModelError
    from model.hdf5_data import open_hdf5

    read = []
    try:
        with open_hdf5(path / "lrcn.weights.h5") as file:
            file.visititems(lambda name, item: read.append(item[()].sum()) if isinstance(item, h5py.Dataset) else None)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(read)} arrays")
    return 0


def look_up(path: Path, folder: Path) -> int:
    """What is kept of a video by the model."""
    from app.recorded import corrections, scan_store
    from app.recorded.scan_predictions import load_predictions

    if not (path / "kept.json").is_file():
        print("nothing kept")
        return 0
    scan_store.make_cache_folder()
    corrections.folder().mkdir(parents=True, exist_ok=True)
    for place in (scan_store.folder() / "own-found.json", corrections.folder() / "own.json"):
        shutil.copy(path / "kept.json", place)
    stored = scan_store.load("own-found")
    predictions, moments = load_predictions(path / "kept.npz", 5)
    for part in stored.segments if stored else ():
        assert part.start <= part.end and 0 <= part.confidence <= 1.001, part
    print(f"{stored is not None}, {len(predictions)} predictions, {len(moments)} moments")
    return 0


VERBS = {"classify": classify, "describe": describe, "read weights": read_weights, "look up": look_up}

if __name__ == "__main__":
    worker.main(VERBS)
