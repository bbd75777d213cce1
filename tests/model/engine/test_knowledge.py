"""What a model of games says of an encoder's features: along a whole video as frame by frame, and from a file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.engine.knowledge import SPAN, SURE, Knowledge, load_knowledge, save_knowledge
from model.errors import ModelError
from model.teaching.samples import spans_of

FEATURES = 30


def some_knowledge(rng: np.random.Generator, features: int = FEATURES, labels: int = 4) -> Knowledge:
    inputs, components, units, first, second = features - 6, 5, 4, 6, 3

    def values(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    lstm = (values(components, 4 * units), values(units, 4 * units), values(4 * units))
    dense = (values(units, first), values(first), values(first, second), values(second))
    names = tuple(f"label {number}" for number in range(labels))
    return Knowledge(names, 6, values(inputs, components), *lstm, *dense, values(second, labels), values(labels))


def test_frame_by_frame_it_says_what_it_says_of_the_whole_video():
    rng = np.random.default_rng(0)
    known, features = some_knowledge(rng), rng.normal(size=(40, FEATURES)).astype(np.float16)
    whole = known.along(features, spans_of(np.arange(40)))
    state = known.begin_stream()
    each = np.array([known.push(one, state) for one in features])
    assert whole.shape == (40, 4) and whole == pytest.approx(each, abs=1e-4)
    assert np.allclose(whole.mean(axis=1), 0, atol=1e-4) and np.abs(whole).max() <= SURE
    # Of what lies before its span it knows nothing.
    later = known.along(features[40 - SPAN :], np.arange(SPAN)[None])
    assert later[0] == pytest.approx(whole[-1], abs=1e-4)
    changed = features.copy()
    changed[:, :6] = 0  # features of the other half
    assert np.array_equal(known.along(changed, spans_of(np.arange(40))), whole)
    assert known.along(features[:0], np.zeros((0, SPAN), int)).shape == (0, 4)


def test_its_scores_are_found_by_the_names_of_labels():
    known = some_knowledge(np.random.default_rng(5))
    found = known.scores_of(("label 2", "label 0"))
    assert (np.arange(4) @ found).tolist() == [2, 0] and found.sum() == 2
    assert known.scores_of(("label 2", "reload")) is None


def test_a_file_keeps_it_in_a_quarter_of_the_room(tmp_path):
    rng = np.random.default_rng(1)
    known, features = some_knowledge(rng), rng.normal(size=(60, FEATURES)).astype(np.float32)
    again = load_knowledge(save_knowledge(known, tmp_path / "knowledge.npz"), FEATURES)
    spans = spans_of(np.arange(60))
    assert again.labels == known.labels
    assert again.along(features, spans) == pytest.approx(known.along(features, spans), abs=0.25)
    with np.load(tmp_path / "knowledge.npz") as kept:
        assert all(kept[name].dtype == np.int8 for name in kept.files if kept[name].ndim == 2)
    assert load_knowledge(tmp_path / "other.npz", FEATURES) is None


def test_a_damaged_file_is_a_sentence(tmp_path):
    known, path = some_knowledge(np.random.default_rng(2)), tmp_path / "knowledge.npz"
    for damaged in (
        replace(known, bias=known.bias[:-1]),
        replace(known, recurrent=known.recurrent[:2]),
        replace(known, out_bias=np.full(4, np.nan)),
        replace(known, begin=7),
        replace(known, begin=-1),
        replace(known, labels=known.labels[:-1]),
    ):
        save_knowledge(damaged, path)
        with pytest.raises(ModelError, match=r"Received .*knowledge.npz.*copy the folder again"):
            load_knowledge(path, FEATURES)
    save_knowledge(known, path)
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(ModelError, match="copy the folder again"):
            load_knowledge(path, FEATURES)
    with np.load(save_knowledge(known, path)) as kept:
        arrays = dict(kept) | {"kernel": np.array([[print]], object)}
    np.savez(path, **arrays)
    with pytest.raises(ModelError, match="copy the folder again"):
        load_knowledge(path, FEATURES)
