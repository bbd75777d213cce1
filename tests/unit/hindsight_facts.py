"""Hindsight taught something that only the future tells, saved, converted and streamed, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from model.conversion.litert import hindsight_flatbuffer
from model.datasets.read import LabelledVideo, Segment
from model.engine.offline_head import HINDSIGHT_FILE, Hindsight
from model.files import write_whole
from model.network.backbones import keras
from model.network.offline_head import REACH, load_hindsight, save_hindsight
from model.spec import ModelSpec
from model.training.features import Encoded
from model.training.hindsight import follow_back, train_hindsight

SPEC = ModelSpec("m", labels=("a", "b"), sample_fps=10.0)
FEATURES, FRAMES, AHEAD, EPOCHS = 6, 400, 5, 80


def video(seed: int) -> Encoded:
    """Its label is b while, AHEAD frames later, the first feature will be on; the others are noise."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(rng.integers(0, 2, FRAMES // 10), 10)
    features = rng.normal(3, 1, (FRAMES, FEATURES))
    features[AHEAD:, 0] += 4 * truth[:-AHEAD]
    times = np.arange(FRAMES) / 10
    edges = [0, *np.flatnonzero(np.diff(truth)) + 1, FRAMES]
    segments = tuple(Segment(first / 10, last / 10, SPEC.labels[truth[first]]) for first, last in zip(edges, edges[1:]))
    return Encoded(
        LabelledVideo(Path(f"{seed}.mp4"), segments), features.astype(np.float16), times, truth, np.zeros(FRAMES, int)
    )


def main(folder: Path) -> dict:
    train, validation = [video(seed) for seed in range(12)], [video(seed) for seed in range(20, 23)]
    epochs = []
    taught = train_hindsight(SPEC, train, validation, EPOCHS, 0, lambda: epochs.append(1))
    again = train_hindsight(SPEC, train, validation, EPOCHS, 0, lambda: None)
    alike = all(map(np.array_equal, taught.network.get_weights(), again.network.get_weights()))
    save_hindsight(taught.network, folder)
    write_whole(folder / HINDSIGHT_FILE, hindsight_flatbuffer(taught.network))
    loaded = load_hindsight(folder, FEATURES, 2)
    one = validation[0]
    (expected,) = follow_back(loaded, [one], SPEC.labels)
    stream, told = Hindsight(folder / HINDSIGHT_FILE, FEATURES, SPEC), []
    late = set()
    for number, features in enumerate(one.features.astype(np.float32)):
        now = stream.push(number, features)
        late |= {number - frame for frame, _ in now}
        told += now
    told += stream.end()
    few, short = Hindsight(folder / HINDSIGHT_FILE, FEATURES, SPEC), one.features[:3].astype(np.float32)
    few_told = [told for number, features in enumerate(short) for told in few.push(number, features)] + few.end()
    cut = Encoded(one.video, one.features[:3], one.times[:3], one.truth[:3], one.groups[:3])
    # A slow source: each frame stands for two ticks. The same frames, one for each tick:
    slow, doubled = Hindsight(folder / HINDSIGHT_FILE, FEATURES, SPEC), np.repeat(one.features[:40], 2, axis=0)
    slow_told = [
        told
        for number, features in enumerate(one.features[:40].astype(np.float32))
        for told in slow.push(number, features, 2)
    ] + slow.end()
    ticks = Encoded(one.video, doubled, np.arange(80) / 10, np.zeros(80, int), np.zeros(80, int))
    wrong = load_error(folder)
    return {
        "accuracy": taught.figures["time_accuracy"], "event_f1": taught.figures["event_f1"], "ece": taught.figures["ece"],
        "epochs": len(epochs), "cost": taught.switch_cost, "history": len(taught.history),
        "again": alike,
        "frames": [frame for frame, _ in told] == list(range(FRAMES)), "late": sorted(late), "reach": REACH,
        "differs": difference(told, expected.probabilities),
        "few": difference(few_told, follow_back(loaded, [cut], SPEC.labels)[0].probabilities), "few frames": len(few_told),
        "slow": difference(slow_told, follow_back(loaded, [ticks], SPEC.labels)[0].probabilities[1::2]),
        "slow frames": [frame for frame, _ in slow_told] == list(range(40)),
        "wrong": wrong, "none": load_hindsight(folder / "nowhere", FEATURES, 2) is None,
    }  # fmt: skip


def difference(told: list, expected: np.ndarray) -> float:
    return float(np.abs(np.array([probabilities for _, probabilities in told]) - expected).max())


def load_error(folder: Path) -> str:
    from model.errors import ModelError

    try:
        load_hindsight(folder, FEATURES + 1, 2)
    except ModelError as error:
        return str(error)
    return ""


keras.utils.set_random_seed(5)  # what is taught depends on the seed that is given, not on this one
print("FACTS " + json.dumps(main(Path())))
