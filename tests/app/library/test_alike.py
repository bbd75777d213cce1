"""Moments that look like one are those whose features are nearest to its own, as far as their short vectors can tell."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app.library.alike import alike, moment_in
from app.library.fine_vectors import coordinates_of, read_codes, similarities, to_codes, write_codes
from app.library.index import reading
from app.library.place import Place
from app.library.search_vectors import SecondVectors
from tests.app.library.made import made_answers, made_library

VIDEOS, SECONDS, FEATURES = 8, 150, 640
APART = 5  # seconds between the moments, so that none is left out as a neighbour


def features_of(seed: int, count: int) -> np.ndarray:
    """Features as a CNN gives them: never below 0, in few ways, some scenes coming back."""
    random = np.random.default_rng(seed)
    ways = np.random.default_rng(0).normal(size=(24, FEATURES))
    scenes = np.random.default_rng(1).normal(size=(12, 24))
    found = scenes[random.integers(0, 12, count)] + 0.5 * random.normal(size=(count, 24))
    return np.maximum(found @ ways + 0.3 * random.normal(size=(count, FEATURES)), 0).astype(np.float32)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Place:
    several = []
    for number in range(VIDEOS):
        vectors = SecondVectors()
        for second, one in enumerate(features_of(100 + number, SECONDS)):
            vectors.push(float(APART * second), one)
        several.append(dataclasses.replace(made_answers(number + 1), seconds=vectors.end()))
    return made_library(tmp_path_factory.mktemp("library"), several)


def recall(place: Place) -> float:
    """The share of the twenty that are really nearest among the twenty that are given."""
    every = np.concatenate([features_of(100 + number, SECONDS) for number in range(VIDEOS)])
    every /= np.linalg.norm(every, axis=1, keepdims=True)
    shares = []
    with reading(place) as index:
        for number in range(0, len(every), 40):
            video, second = divmod(number, SECONDS)
            near = every @ every[number]
            near[number] = -1
            exact = {(f"{n // SECONDS + 1:032x}", APART * (n % SECONDS) + 0.5) for n in np.argsort(-near)[:20].tolist()}
            wanted = moment_in(index, f"{video + 1:032x}", APART * second + 0.7)
            found = alike(index, wanted, 20)
            assert [one.similarity for one in found] == sorted((o.similarity for o in found), reverse=True)
            shares.append(len(exact & {(one.content, one.time) for one in found}) / 20)
    return float(np.mean(shares))


def test_the_twenty_nearest_are_those_of_a_comparison_of_all_features(library):
    assert recall(library) >= 0.95


def test_a_library_without_fine_vectors_is_searched_by_the_others(library, tmp_path):
    import shutil

    place = Place(shutil.copytree(library.folder, tmp_path / "library"))
    files = sorted(place.videos.glob("*.fine"))
    assert len(files) == VIDEOS
    files[0].write_bytes(files[0].read_bytes()[:-1])  # damaged: the others count
    with reading(place) as index:
        assert len(alike(index, moment_in(index, f"{3:032x}", 10.0), 20)) == 20
    for file in files:
        file.unlink()
    assert 0.5 < recall(place) < recall(library)  # as of a version before


def test_fine_vectors_keep_angles():
    for features in (5, 48, 640, 1280, 3000):
        random = np.random.default_rng(features)
        many = np.abs(random.normal(size=(40, features))) * random.uniform(0.1, 10, size=(40, 1))
        codes = to_codes(many)
        assert codes.shape == (40, coordinates_of(features) // 2)
        unit = many / np.linalg.norm(many, axis=1, keepdims=True)
        wrong = similarities(codes, codes[7]) - unit @ unit[7]
        assert np.abs(wrong).mean() < 0.7 / min(features, 1280) ** 0.5
    nothing = to_codes(np.zeros((2, 64)))
    assert np.isfinite(similarities(nothing, nothing[0])).all()


def test_fine_vectors_of_another_video_encoder_or_form_are_not_believed(tmp_path):
    codes, path = to_codes(features_of(3, 30)), tmp_path / "a.fine"
    assert read_codes(path, "ab", 30, [1]) is None
    write_codes(path, "ab", codes)
    assert (read_codes(path, "ab", 30, [29, 4]) == codes[[29, 4]]).all()
    assert read_codes(path, "cd", 30, [1]) is None and read_codes(path, "ab", 31, [1]) is None
    whole = path.read_bytes()
    for content in (b"", whole[:20], whole[:-1], whole + b"x", b"X" + whole[1:], whole[:32] + b"\xff" * 8 + whole[40:]):
        path.write_bytes(content)
        assert read_codes(path, "ab", 30, [1]) is None
