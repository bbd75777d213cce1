"""Whether a picture is told to be unlike all that a model learned from, and what is read of a folder for it."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from model.engine import open_engine
from model.engine.familiarity import FAMILIARITY_FILE, Familiarity, open_familiarity, save_familiarity
from model.errors import ModelError
from model.training.familiarity import fit_familiarity

FEATURES = 200


def pictures(rng, count: int, middles: np.ndarray) -> np.ndarray:
    """Features of pictures of a few kinds, each around a middle of its own."""
    return (middles[rng.integers(len(middles), size=count)] + rng.normal(0, 0.3, (count, FEATURES))).astype(np.float32)


@pytest.fixture
def fitted() -> tuple[Familiarity, np.ndarray]:
    """What is familiar to one who has seen four kinds, and the middles of those kinds."""
    rng = np.random.default_rng(1)
    middles = rng.normal(0, 2, (4, FEATURES))
    return fit_familiarity(pictures(rng, 900, middles), [pictures(rng, 300, middles)], rng), middles


def test_other_pictures_of_known_kinds_are_familiar_and_an_unknown_kind_is_not(fitted):
    familiarity, middles = fitted
    rng = np.random.default_rng(2)
    known = [familiarity(one) for one in pictures(rng, 200, middles)]
    unknown = [familiarity(one) for one in pictures(rng, 200, rng.normal(0, 2, (1, FEATURES)))]
    assert np.mean(np.array(known) < 1) > 0.7, "one picture by itself may be odd"
    assert np.mean(known) < 0.9 and min(unknown) > 2


def test_brightness_of_all_features_is_no_matter_and_what_is_no_number_is_unfamiliar(fitted):
    familiarity, middles = fitted
    picture = middles[0].astype(np.float32)
    assert familiarity(picture) == pytest.approx(familiarity(picture * 1e20), abs=1e-3) and familiarity(picture) < 1
    assert familiarity(np.full(FEATURES, np.nan, np.float32)) > 1


def test_what_was_kept_says_the_same(fitted, tmp_path):
    features = np.random.default_rng(3).normal(0, 1, FEATURES).astype(np.float32)
    assert open_familiarity(tmp_path, FEATURES) is None
    save_familiarity(fitted[0], tmp_path / FAMILIARITY_FILE)
    assert open_familiarity(tmp_path, FEATURES)(features) == fitted[0](features)


def test_a_probe_tells_what_lies_near_the_known_pictures_and_is_of_another_kind(tmp_path):
    rng = np.random.default_rng(5)
    middles = rng.normal(0, 2, (4, FEATURES))
    # Shorter than what is known and along it, as a CNN of several games sees a desktop: no angle tells it.
    other = middles[rng.integers(4, size=900)] * 0.5 + rng.normal(0, 0.15, (900, FEATURES))
    taught, untaught = pictures(rng, 900, middles), pictures(rng, 300, middles)
    blind = fit_familiarity(taught, [untaught], rng)
    seeing = fit_familiarity(taught, [untaught], rng, other[:600].astype(np.float32))
    unknown = other[600:].astype(np.float32)
    assert np.mean([blind(one) > 1 for one in unknown]) < 0.3 < 0.9 < np.mean([seeing(one) > 1 for one in unknown])
    known = [seeing(one) for one in pictures(rng, 300, middles)]
    assert np.mean(known) < 1 and np.mean(np.array(known) < 1) > 0.6
    assert seeing(np.full(FEATURES, np.inf, np.float32)) > 1
    kept = open_familiarity(save_familiarity(seeing, tmp_path / FAMILIARITY_FILE).parent, FEATURES)
    assert [kept(one) for one in unknown[:5]] == [seeing(one) for one in unknown[:5]]


def test_a_probe_that_cannot_be_right_is_refused_in_a_sentence(fitted, tmp_path):
    path = tmp_path / FAMILIARITY_FILE
    good = {"probe": np.zeros(FEATURES + 1, np.float32), "probe_limit": np.float32([0.5])}
    wrong = ({"probe": good["probe"][:-1]}, {"probe_limit": np.float32([0])}, {"probe_limit": np.float32([1.5])},
             {"probe": np.full(FEATURES + 1, np.nan, np.float32)}, {"probe": good["probe"].astype(np.float64)})  # fmt: skip
    save_familiarity(fitted[0], path)
    with np.load(path) as kept:
        arrays = dict(kept)
    np.savez(path, **arrays, **good)
    assert open_familiarity(tmp_path, FEATURES).probe_limit == 0.5
    for change in wrong:
        np.savez(path, **arrays, **(good | change))
        with pytest.raises(ModelError, match=r"Received .*familiarity\.npz.*copy the model again"):
            open_familiarity(tmp_path, FEATURES)
    np.savez(path, **arrays, probe=good["probe"])
    with pytest.raises(ModelError, match="a probe without its limit"):
        open_familiarity(tmp_path, FEATURES)


@pytest.mark.parametrize(
    "change",
    [
        {"limit": np.float32([0])},
        {"limit": np.float32([np.nan])},
        {"limit": np.float32([1, 1])},
        {"limit": np.array([{"a": 1}], object)},
        {"prototypes": np.zeros((4, FEATURES), np.float32)},
        {"prototypes": np.zeros((0, FEATURES), np.float32)},
        {"prototypes": np.full((5000, FEATURES), FEATURES**-0.5, np.float32)},
        {"prototypes": np.full((4, FEATURES), FEATURES**-0.5, np.float64)},
        {"prototypes": np.full((4, FEATURES + 1), (FEATURES + 1) ** -0.5, np.float32)},
    ],
)
def test_a_file_that_cannot_be_right_is_refused_in_a_sentence(fitted, tmp_path, change):
    save_familiarity(fitted[0], tmp_path / FAMILIARITY_FILE)
    with np.load(tmp_path / FAMILIARITY_FILE) as kept:
        np.savez(tmp_path / FAMILIARITY_FILE, **(dict(kept) | change))
    with pytest.raises(ModelError, match=r"Received .*familiarity\.npz.*copy the model again"):
        open_familiarity(tmp_path, FEATURES)


def test_a_file_cut_short_or_of_another_model_is_refused(fitted, tmp_path):
    path = save_familiarity(fitted[0], tmp_path / FAMILIARITY_FILE)
    with pytest.raises(ModelError, match="expected finite float32"):
        open_familiarity(tmp_path, FEATURES + 1)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="Received"):
        open_familiarity(tmp_path, FEATURES)


def test_one_that_model_json_does_not_tell_of_so_is_refused(model_folder, fitted, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    engine = open_engine(folder)
    features = len(engine.encode(np.zeros((90, 160, 3), np.uint8)))
    rng = np.random.default_rng(4)
    seen = rng.normal(0, 1, (30, features)).astype(np.float32)
    save_familiarity(fit_familiarity(seen, [seen + 0.1], rng), folder / FAMILIARITY_FILE)
    engine.spec.write(folder)
    assert open_engine(folder).unfamiliarity(seen[0]) < 1 < open_engine(folder).unfamiliarity(-seen[0])
    save_familiarity(fit_familiarity(seen, [seen + 0.2], rng), folder / FAMILIARITY_FILE)
    with pytest.raises(ModelError, match="not the file that model.json"):
        open_engine(folder)
