"""Heads over embeddings: what they learn, and that what is kept is what was learned."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.engine.adaptation import Adaptation, adapted
from model.engine.knowledge import KNOWLEDGE_FILE, load_knowledge, save_knowledge
from model.engine.numpy_lstm import softmax
from model.engine.taught_file import load_taught_head, save_taught_head
from model.engine.taught_head import (
    STATISTICS,
    LinearHead,
    LstmHead,
    Projection,
    Readout,
    TaughtHead,
    WindowHead,
)
from model.errors import ModelError
from model.evaluation.ground_truth import UNDECIDED
from model.teaching import fit_lstm as lstm_module
from model.teaching.embeddings import Embeddings
from model.teaching.fit_linear import fit_linear
from model.teaching.fit_lstm import fit_lstm
from model.teaching.fit_projection import fit_projection
from model.teaching.fit_readout import fit_readout
from model.teaching.learn import PARTS, Samples, learn
from model.teaching.report import clips_of, held_out_figures, mistakes_of
from model.teaching.samples import EmbeddedVideo, held_out_parts, spans_of, windows_of
from tests.model.engine.test_knowledge import some_knowledge

FEATURES, FRAMES, LABELS = 40, 6, 3


def rising_or_falling(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Windows of three kinds that differ by their order alone: a feature that rises, falls, or stays."""
    labels = rng.integers(0, LABELS, count)
    slope = np.linspace(-1, 1, FRAMES)[None, :, None] * np.array([1.0, -1.0, 0.0])[labels][:, None, None]
    windows = rng.normal(0, 0.3, (count, FRAMES, 8))
    windows[..., :1] += slope
    return windows.astype(np.float32), labels


@pytest.mark.parametrize("fit", ["linear", "lstm"])
def test_heads_learn_what_only_the_order_of_frames_tells(fit):
    rng = np.random.default_rng(0)
    (windows, labels), (others, truth) = rising_or_falling(600, rng), rising_or_falling(300, rng)
    weights = np.ones(len(labels), np.float32)
    if fit == "linear":
        head = fit_linear(windows, labels, weights, LABELS, 1e-4)
    else:
        head = fit_lstm(windows, labels, weights, LABELS, rng)
    assert (head.scores(others).argmax(axis=1) == truth).mean() > 0.9


def test_the_lstms_gradients_are_those_of_its_loss(monkeypatch):
    """Each against what the loss does when one weight is moved a little."""
    monkeypatch.setattr(lstm_module, "INPUT_DROPOUT", 0.0)
    monkeypatch.setattr(lstm_module, "OUTPUT_DROPOUT", 0.0)
    rng = np.random.default_rng(1)
    windows, truth = rng.normal(size=(5, 4, 3)), rng.integers(0, LABELS, 5)
    weights = {name: value.astype(np.float64) for name, value in lstm_module._first_weights(3, LABELS, rng).items()}
    importance = np.ones(5)

    def loss() -> float:
        said = softmax(LstmHead(**weights).scores(windows))
        smooth = lstm_module.LABEL_SMOOTHING
        wanted = np.full((5, LABELS), smooth / LABELS) + (1 - smooth) * np.eye(LABELS)[truth]
        return float(-(wanted * np.log(said)).sum(axis=1).mean())

    gradients = lstm_module._gradients(weights, windows, truth, importance, LABELS, rng)
    for name, value in weights.items():
        for place in rng.choice(value.size, min(6, value.size), replace=False):
            before, step = value.flat[place], 1e-5
            value.flat[place] = before + step
            above = loss()
            value.flat[place] = before - step
            below = loss()
            value.flat[place] = before
            assert gradients[name].flat[place] == pytest.approx((above - below) / (2 * step), abs=2e-4), name


def test_a_projection_keeps_what_varies_and_standardises():
    rng = np.random.default_rng(2)
    hidden = rng.normal(size=(500, 3))
    features = hidden @ rng.normal(size=(3, FEATURES)) * np.linspace(0.1, 50, FEATURES) + 7
    project = fit_projection(features.astype(np.float16), 5, rng)
    found = project(features)
    assert found.shape == (500, 5) and found.std(axis=0)[0] == pytest.approx(1, abs=0.05)
    # Three components say all that there was to know: the hidden numbers can be told from them.
    _, left, *_ = np.linalg.lstsq(np.c_[found[:, :3], np.ones(500)], hidden, rcond=None)
    assert (left / 500 < 0.01).all()


def some_head(rng: np.random.Generator, offline: bool = True, knows: bool = False) -> TaughtHead:
    components, units = 6, 4

    def values(*shape):
        return rng.normal(size=shape).astype(np.float32)

    def window(frames: int, newest: int) -> WindowHead:
        rows = STATISTICS * components
        linear = LinearHead(values(rows), np.abs(values(rows)) + 1, values(rows, LABELS), values(LABELS))
        lstm = LstmHead(
            values(3, 4 * units), values(units, 4 * units), values(4 * units), values(units, LABELS), values(LABELS)
        )
        readout = Readout(values(4), values(4, LABELS), values(LABELS), np.float32([0.5])) if knows else None
        return WindowHead(frames, newest, linear, lstm, 1.5, readout)

    projection = Projection(values(FEATURES), values(FEATURES, components))
    adaptation = Adaptation(3, 10, 0.5) if offline else None
    live, recorded = window(FRAMES, FRAMES - 1), window(5, 2) if offline else None
    return TaughtHead(projection, live, recorded, adaptation, some_knowledge(rng, FEATURES) if knows else None)


def kept_knowledge(head: TaughtHead, folder: Path) -> TaughtHead:
    """The head with what is left of its knowledge in a file in ``folder``, as it lies beside an encoder."""
    path = save_knowledge(head.knowledge, folder / KNOWLEDGE_FILE)
    return replace(head, knowledge=load_knowledge(path, FEATURES))


@pytest.mark.parametrize("knows", [True, False])
@pytest.mark.parametrize("offline", [True, False])
def test_a_head_says_the_same_after_it_was_kept(tmp_path, offline, knows):
    rng = np.random.default_rng(3)
    head = some_head(rng, offline, knows)
    if knows:
        head = kept_knowledge(head, tmp_path)
    again = load_taught_head(save_taught_head(head, tmp_path / "taught.npz"), FEATURES, FRAMES, LABELS)
    features, states, others = rng.normal(size=(20, FEATURES)), head.begin(), again.begin()
    for one in features:
        said = head(one, states)
        assert np.array_equal(said, again(one, others)) and said.sum() == pytest.approx(1, abs=1e-5)
    # Frame by frame it says what the whole window says.
    frames = head.frames_of(features, spans_of(np.arange(20)))
    window = frames[None, -FRAMES:]
    assert said == pytest.approx(head.live.probabilities(window)[0], abs=1e-5)
    assert (again.offline is None) is (not offline)
    along = again.begin_video()
    assert np.array([along(one) for one in features]) == pytest.approx(frames, abs=1e-4)


def test_a_readout_without_what_it_reads_is_a_sentence(tmp_path):
    head = some_head(np.random.default_rng(3), knows=True)
    path = save_taught_head(head, tmp_path / "taught.npz")
    with pytest.raises(ModelError, match="knowledge.npz, which is not there"):
        load_taught_head(path, FEATURES, FRAMES, LABELS)
    other = some_knowledge(np.random.default_rng(1), FEATURES, labels=5)
    save_knowledge(other, tmp_path / KNOWLEDGE_FILE)
    with pytest.raises(ModelError, match="expected a readout of 5 scores"):
        load_taught_head(path, FEATURES, FRAMES, LABELS)


def damaged(content: bytes, kind: str) -> bytes:
    if kind == "cut":
        return content[: len(content) // 2]
    with np.load(io.BytesIO(content)) as found:
        arrays = dict(found)
    if kind == "not finite":
        arrays["live.linear.kernel"][0, 0] = np.nan
    elif kind == "other shape":
        arrays["projection.matrix"] = arrays["projection.matrix"][:, :3]
    elif kind == "objects":
        arrays["live.linear.bias"] = np.array([print, None, "x"], object)
    elif kind == "missing":
        del arrays["live.lstm.kernel"]
    elif kind == "readout":
        arrays["live.readout.heads_count"] = np.float32([0.0])
    elif kind == "adaptation":
        arrays["adaptation"] = np.float32([5, 2, 1])
    elif kind == "huge":
        arrays["live.form"] = np.array([2**30, 2**30 - 1, 1, 1, 1], np.int32)
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


@pytest.mark.parametrize(
    "kind", ["cut", "not finite", "other shape", "objects", "missing", "readout", "adaptation", "huge"]
)
def test_a_damaged_head_is_a_sentence(tmp_path, kind):
    head = kept_knowledge(some_head(np.random.default_rng(4), knows=True), tmp_path)
    path = save_taught_head(head, tmp_path / "taught.npz")
    path.write_bytes(damaged(path.read_bytes(), kind))
    with pytest.raises(ModelError, match="Received .*taught.npz.*teach it again"):
        load_taught_head(path, FEATURES, FRAMES, LABELS)


def test_a_head_of_an_earlier_version_does_not_adapt(tmp_path):
    path = save_taught_head(some_head(np.random.default_rng(6)), tmp_path / "taught.npz")
    with np.load(path) as found:
        arrays = {name: found[name] for name in found.files if name != "adaptation"}
    np.savez(path, **arrays)
    assert load_taught_head(path, FEATURES, FRAMES, LABELS).adaptation is None


def test_a_head_of_another_model_is_a_sentence(tmp_path):
    path = save_taught_head(some_head(np.random.default_rng(5)), tmp_path / "taught.npz")
    for features, frames, labels in (
        (FEATURES + 1, FRAMES, LABELS),
        (FEATURES, FRAMES + 1, LABELS),
        (FEATURES, FRAMES, 4),
    ):
        with pytest.raises(ModelError, match="for this model"):
            load_taught_head(path, features, frames, labels)
    with zipfile.ZipFile(path) as archive:
        assert all(name.endswith(".npy") for name in archive.namelist())


def video(name: str, labels: list[int], rng: np.random.Generator, centres: np.ndarray) -> EmbeddedVideo:
    """Two seconds of each label in turn, at 10 ticks a second, each label's features around a centre of its own."""
    truth = np.repeat(labels, 20)
    features = centres[np.maximum(truth, 0)] + rng.normal(0, 0.5, (len(truth), centres.shape[1]))
    ticks = np.arange(len(truth))
    return EmbeddedVideo(
        name, Embeddings(ticks, ticks / 10, features.astype(np.float16), np.full(len(ticks), 90, np.float32)), truth
    )


def test_windows_take_the_nearest_frame_where_none_was_encoded():
    ticks = np.array([0, 1, 2, 3, 10, 11, 12])
    rows = windows_of(ticks, np.array([0, 3, 6]), 4, 3)
    assert ticks[rows].tolist() == [[0, 0, 0, 0], [0, 1, 2, 3], [10, 10, 11, 12]]
    assert ticks[windows_of(ticks, np.array([5]), 3, 1)].tolist() == [[10, 11, 12]]


def test_time_that_is_held_out_is_never_beside_time_that_teaches():
    rng = np.random.default_rng(6)
    centres = rng.normal(size=(LABELS, 4))
    one = video("one", [0, 1, 2, UNDECIDED] * 12, rng, centres)
    (parts,) = held_out_parts([one], PARTS)
    assert ((parts == -1) == (one.ground_truth == UNDECIDED)).all()
    for label in range(LABELS):
        own = parts[one.ground_truth == label]
        assert set(own) == set(range(PARTS))  # each part holds some of it
        assert np.count_nonzero(np.diff(own)) < 12  # in stretches, not in turns
    some = [video(str(n), [0, 1, 2] * 2, rng, centres) for n in range(PARTS)]
    assert all(
        len(set(parts)) == 1 for parts in held_out_parts(some, PARTS)
    )  # whole videos where each shows every label
    assert Samples(some, LABELS).whole_videos
    some[1] = video("1", [0, 1] * 3, rng, centres)
    assert len(set(held_out_parts(some, PARTS)[0])) == PARTS and not Samples(some, LABELS).whole_videos
    many = [video(str(n), [0, 1, 2], rng, centres) for n in range(3 * PARTS)]
    assert all(len(set(parts)) == 1 for parts in held_out_parts(many, PARTS))  # whole videos where there are enough


def test_learning_reports_on_time_that_neither_taught_nor_chose():
    rng = np.random.default_rng(7)
    centres = rng.normal(0, 1, (LABELS, 30))
    videos = [video(str(n), list(rng.permutation(3)) * 3, rng, centres) for n in range(4)]
    shares: list[float] = []
    samples = Samples(videos, LABELS)
    learned = learn(samples, 7, on_progress=shares.append)
    ends = clips_of(learned.held_out, videos, 7)  # windows that show one label alone
    right = learned.held_out.probabilities.argmax(axis=1) == learned.held_out.ground_truth
    assert len(ends) > 12 and right[ends].mean() > 0.9 and set(learned.accuracies) == {"linear", "lstm", "both"}
    told = set(zip(learned.held_out.video, learned.held_out.row, strict=True))
    reports = samples.part == PARTS - 1
    assert told == set(zip(samples.video[reports], samples.row[reports], strict=True))
    assert shares == sorted(shares) and shares[-1] == 1.0
    again = learn(samples, 7)
    assert np.array_equal(again.held_out.probabilities, learned.held_out.probabilities)


def test_mistakes_are_those_of_the_clips_that_the_figures_count():
    rng = np.random.default_rng(9)
    videos = [video(str(n), [0, 1, 2] * 2, rng, rng.normal(0, 1, (LABELS, 30))) for n in range(4)]
    said = learn(Samples(videos, LABELS), 7).held_out
    names, ends = ("a", "b", "c"), clips_of(said, videos, 7)
    right = np.eye(LABELS, dtype=np.float32)[said.ground_truth]
    between = np.setdiff1d(np.arange(len(said.row)), ends)
    turned = right[:, [1, 2, 0]]  # every moment wrong
    lenient = replace(said, probabilities=np.where(np.isin(np.arange(len(right)), between)[:, None], turned, right))
    assert (
        held_out_figures(lenient, videos, 7, names)["accuracy"] == 1.0 and mistakes_of(lenient, videos, 7, names) == []
    )
    wrong = replace(said, probabilities=turned)
    assert held_out_figures(wrong, videos, 7, names)["accuracy"] == 0.0 and mistakes_of(wrong, videos, 7, names)


def test_labels_without_meaning_are_reported_as_not_learned():
    """Where features say nothing of the labels, the report must not say that they were learned."""
    rng = np.random.default_rng(8)
    videos = [video(str(n), list(rng.integers(0, LABELS, 12)), rng, np.zeros((LABELS, 30))) for n in range(4)]
    learned = learn(Samples(videos, LABELS), 7)
    right = learned.held_out.probabilities.argmax(axis=1) == learned.held_out.ground_truth
    assert right.mean() < 0.6


def on_other_ground(numbers: list[str], rng: np.random.Generator, labels_of, far: float = 4.0) -> list[EmbeddedVideo]:
    """Videos of the same labels, each of which adds something of its own to all of its frames, as maps do."""
    centres = np.random.default_rng(99).normal(0, 1, (LABELS, 30))
    return [video(number, labels_of(rng), rng, centres + rng.normal(0, far, 30)) for number in numbers]


def right_on(learned, videos: list[EmbeddedVideo]) -> float:
    right = []
    for one in videos:
        rows = one.labelled[7:]
        ticks = one.embeddings.ticks
        windows = learned.head.frames_of(one.embeddings.features, spans_of(ticks))[windows_of(ticks, rows, 7, 6)]
        right.extend(learned.head.live.probabilities(windows).argmax(axis=1) == one.ground_truth[rows])
    return float(np.mean(right))


def test_what_a_map_adds_to_all_frames_is_taken_from_them(monkeypatch):
    rng = np.random.default_rng(10)
    mixed = lambda rng: list(rng.permutation(LABELS)) * 7  # noqa: E731
    samples, others = (
        Samples(on_other_ground(list("abcd"), rng, mixed), LABELS),
        on_other_ground(list("xyz"), rng, mixed),
    )
    learned = learn(samples, 7)
    assert learned.head.adaptation == Adaptation()
    monkeypatch.setattr("model.teaching.learn.ADAPTATION_MARGIN", -2.0)
    plain = learn(samples, 7)
    assert plain.head.adaptation is None
    assert right_on(learned, others) > right_on(plain, others) + 0.15


def test_videos_of_one_label_each_are_not_adapted_to():
    """What their frames have in common is the label: taken away, nothing would be left to learn from."""
    rng = np.random.default_rng(11)
    numbers = iter([0, 1, 2] * 2)
    videos = on_other_ground([str(n) for n in range(6)], rng, lambda rng: [next(numbers)] * 4, far=0.1)
    assert learn(Samples(videos, LABELS), 7).head.adaptation is None


def test_a_running_mean_begins_with_what_was_learned_from_and_forgets():
    frames = np.full((400, 2), 5.0, np.float32)
    frames[200:] = -5.0
    found = adapted(frames, Adaptation(weight=50, memory=100, share=1.0))
    assert found[0] == pytest.approx(5 - 5 / 51) and abs(found[199]).max() < 1.0  # it has become what is usual
    assert found[200, 0] < -8 and abs(found[399]).max() < 2.0
    assert adapted(frames, None) is frames


class Oracle:
    """A model of other games that knows one label from the others whatever the map, by the features' first number."""

    size = 2

    def along(self, features: np.ndarray, spans: np.ndarray) -> np.ndarray:
        one = np.asarray(features[:, :1], np.float32)
        return np.hstack([one, -one])


def test_what_a_model_of_other_games_says_of_every_map_counts_more_than_how_one_map_looks():
    rng = np.random.default_rng(11)

    def on_a_map(name: str) -> EmbeddedVideo:
        """The labels look otherwise on each map, but for the first number, of which no map changes much."""
        centres = rng.normal(0, 1, (LABELS, 30))
        centres[:, 0] = (-6, 0, 6)
        return video(name, list(rng.permutation(LABELS)) * 7, rng, centres)

    taught, others = [on_a_map("a")], [on_a_map(name) for name in "xyz"]
    alone, told = learn(Samples(taught, LABELS), 7), learn(Samples(taught, LABELS, Oracle()), 7)
    assert alone.head.live.readout is None and told.head.live.readout.heads_count[0] < 0.5
    assert right_on(told, others) > max(0.9, right_on(alone, others) + 0.1)


def test_a_label_that_the_model_knows_is_read_from_its_own_score_unless_it_means_something_else():
    rng = np.random.default_rng(13)
    truth = np.repeat([0, 1], 100)
    weights, own = np.ones(200, np.float32), np.float32([[0, 1], [1, 0], [0, 0]])
    # Of the first three quarters of a label's moments the model is right; this map's brightness moves the third score.
    right = np.where(np.arange(200) % 4 < 3, truth, 1 - truth)
    told = np.c_[np.eye(2)[1 - right] * 4, 6 * truth].astype(np.float32) + rng.normal(0, 0.3, (200, 3)).astype(
        np.float32
    )
    known = fit_readout(told, truth, weights, 2, 1, own)
    alone = fit_readout(told, truth, weights, 2, 1)
    elsewhere = np.c_[np.eye(2)[1 - right] * 4, np.zeros(200)].astype(np.float32)  # another map, other brightness

    def says(readout: Readout) -> np.ndarray:
        return readout.scores(elsewhere[:, None], 0).argmax(axis=1)

    assert (says(known) == right).mean() > 0.95 > 0.7 > (says(alone) == right).mean()
    assert known.heads_count[0] < 1 and alone.heads_count[0] < 1
    swapped = fit_readout(told, truth, weights, 2, 1, own[:, ::-1])
    assert not swapped.kernel.any() and not swapped.bias.any() and swapped.heads_count[0] == 1


def test_what_says_nothing_takes_nothing_away():
    rng = np.random.default_rng(12)
    centres = rng.normal(0, 1, (LABELS, 30))
    videos = [video(name, list(rng.permutation(LABELS)) * 7, rng, centres) for name in "abxy"]

    class Mute(Oracle):
        def along(self, features: np.ndarray, spans: np.ndarray) -> np.ndarray:
            return np.zeros((len(features), 2), np.float32)

    told = learn(Samples(videos[:2], LABELS, Mute()), 7)
    assert told.head.knowledge is None and told.head.live.readout is None
    assert right_on(told, videos[2:]) > right_on(learn(Samples(videos[:2], LABELS), 7), videos[2:]) - 0.02 > 0.7
