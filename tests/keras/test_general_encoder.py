"""The general encoder: two upper halves on the same lower blocks, and what tuning may change of it."""

from __future__ import annotations

import numpy as np
import pytest

from model.engine.familiarity import open_familiarity
from model.engine.knowledge import KNOWLEDGE_FILE, load_knowledge
from model.errors import ModelError
from model.network.backbones import keras, make_backbone
from model.network.lrcn import load_lrcn, save_as_half
from model.network.regions import RegionPooling
from model.registry import WEIGHTS
from model.spec import read_spec
from model.teaching.encoder import ENCODER_WEIGHTS, GENERAL, open_encoder, read_encoder
from model.training import general_encoder
from model.training.general_encoder import CUT, EARLIER_MAP, SPEC, build, load, make

GAMES = WEIGHTS / "fps_general"
SMALL = SPEC.with_(image_size=(96, 160))


@pytest.fixture(scope="module")
def games():
    return load_lrcn(GAMES, read_spec(GAMES)).backbone


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (2, *SMALL.image_size, 3)).astype(np.float32)


def features_of(cnn: keras.Model, pictures: np.ndarray, earlier: bool) -> np.ndarray:
    """What a whole CNN of its own makes of pictures, by regions."""
    own = make_backbone("mobilenet_v2", SMALL.image_size)
    own.set_weights(cnn.get_weights())
    last, before = keras.Model(own.input, [own.output, own.get_layer(EARLIER_MAP).output])(pictures)
    pooled = [RegionPooling()(last)]
    if earlier:
        pooled += [RegionPooling()(before), RegionPooling(largest=True)(before)]
    return np.concatenate([np.asarray(part) for part in pooled], axis=1)


def test_it_gives_what_both_cnns_give_and_runs_what_they_share_once(games, pictures, tmp_path, monkeypatch):
    keras.utils.set_random_seed(1)
    known = make_backbone("mobilenet_v2", SMALL.image_size)
    below = [layer.name for layer in keras.Model(known.input, known.get_layer(CUT).output).layers if layer.weights]
    for name in below:
        known.get_layer(name).set_weights(games.get_layer(name).get_weights())
    known.save_weights(tmp_path / "imagenet.weights.h5")
    made = []
    monkeypatch.setattr(general_encoder, "convert", lambda whole, out, spec: (out.mkdir(), made.append(whole)))
    make(tmp_path / "imagenet.weights.h5", GAMES, tmp_path / "out", SMALL)
    expected = np.concatenate([features_of(known, pictures, True), features_of(games, pictures, False)], axis=1)
    assert np.abs(made[0].predict_on_batch(pictures) - expected).max() < 0.02, "but for rounding to half"
    own = sum(layer.count_params() for layer in known.layers if layer.name in below)
    assert made[0].count_params() == 2 * known.count_params() - own
    # What the model of games says of these features, but for the few directions that it hardly ever sees.
    told = load_knowledge(tmp_path / "out" / KNOWLEDGE_FILE, expected.shape[1])
    part = expected[:, told.begin : told.begin + len(told.squeeze)]
    at_this_size = make_backbone("mobilenet_v2", SMALL.image_size)
    at_this_size.set_weights(games.get_weights())
    assert part == pytest.approx(np.asarray(at_this_size(pictures)).mean(axis=(1, 2)), abs=0.02)
    again = load(tmp_path / "out" / ENCODER_WEIGHTS, SMALL)
    assert np.allclose(again.whole.predict_on_batch(pictures), made[0].predict_on_batch(pictures), atol=1e-5)

    known.get_layer("Conv1").set_weights([-weights for weights in known.get_layer("Conv1").get_weights()])
    known.save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(ModelError, match="lower blocks are not ImageNet's"):
        make(tmp_path / "other.weights.h5", GAMES, tmp_path / "none", SMALL)
    assert not (tmp_path / "none").exists()


def test_tuning_changes_the_last_blocks_of_imagenet_s_half_and_nothing_that_is_worked_out_once(pictures, tmp_path):
    encoder = build(SMALL)
    values = encoder.lower.predict_on_batch(pictures)
    whole = encoder.whole.predict_on_batch(pictures)
    assert np.allclose(encoder.upper.predict_on_batch(values), whole, atol=1e-5)
    encoder.tuned.set_weights([1.1 * weights for weights in encoder.tuned.get_weights()])
    assert np.array_equal(encoder.lower.predict_on_batch(pictures), values)
    tuned = encoder.whole.predict_on_batch(pictures)
    of_games = 4 * encoder.games.output_shape[-1]
    assert np.array_equal(tuned[:, -of_games:], whole[:, -of_games:]) and not np.allclose(
        tuned[:, :-of_games], whole[:, :-of_games]
    )
    assert np.allclose(encoder.upper.predict_on_batch(values), tuned, atol=1e-5), "they are the same blocks"
    save_as_half(encoder.whole, tmp_path / "own.weights.h5")
    with pytest.raises(ModelError, match="general encoder"):
        load(GAMES / "lrcn.weights.h5", SMALL)


def test_the_model_of_games_says_nearly_the_same_from_fewer_components():
    known = load_knowledge(GENERAL / KNOWLEDGE_FILE, 14_848)
    spec = read_spec(GAMES)
    lengths = np.random.default_rng(4).uniform(8, 16, (40, 7, 1))
    pictures = open_familiarity(GAMES, 1280).prototypes[np.random.default_rng(3).integers(0, 512, (40, 7))] * lengths
    features = np.zeros((40 * 7, 14_848), np.float32)
    features[:, known.begin : known.begin + 1280] = pictures.reshape(-1, 1280)
    said = known.scores(known.gates(features).reshape(40, 7, -1)).argmax(axis=1)
    expected = load_lrcn(GAMES, spec).head.predict_on_batch(pictures.astype(np.float32)).argmax(axis=1)
    assert len(set(expected.tolist())) > 2 and (said == expected).mean() > 0.9


def test_what_ships_is_made_of_imagenet_s_and_the_default_model_s_cnn(games):
    encoder = load(GENERAL / ENCODER_WEIGHTS)
    image = np.random.default_rng(2).integers(0, 255, (*SPEC.image_size, 3), np.uint8)
    spec = read_encoder(GENERAL, "general", ("a", "b"))
    assert spec == SPEC.with_(name="general", labels=("a", "b"), head="taught")
    said = open_encoder(GENERAL, spec)(image)
    from model.engine.preprocess import scale

    exact = encoder.whole.predict_on_batch(scale(image, spec.scaling)[None])[0]
    assert said.shape == exact.shape and np.corrcoef(said, exact)[0, 1] > 0.99, "int8 gives nearly the same"
    for layer in encoder.games.layers:
        for one, other in zip(layer.get_weights(), games.get_layer(layer.name).get_weights() if layer.weights else []):
            assert np.allclose(one, other, atol=2e-3 * (1 + np.abs(other).max())), layer.name
