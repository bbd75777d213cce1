"""How many labels *Check these* saves: ``python -m tests.bench.review_loop TRAIN TEST [--plot FILE]``.

TRAIN and TEST are folders of labelled footage (of other maps or worlds). A person is simulated by the ground truth: two seconds
marked around each of a few moments first, then, round after round, around those that the program asks about; beside it, around
moments drawn at random. After each round a head is taught and tried on TEST. Slow at first: the footage is encoded once.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from app import runtime_env  # noqa: F401  (cv2 first)
from model.datasets.read import find_footage, labels_in
from model.engine.adaptation import Adaptation
from model.engine.knowledge import KNOWLEDGE_FILE, load_knowledge
from model.engine.taught_head import TaughtHead, WindowHead, parted
from model.evaluation.ground_truth import UNDECIDED
from model.paths import program_folder
from model.teaching import footage as footage_module
from model.teaching.embeddings import EmbeddingCache
from model.teaching.encoder import GENERAL, encoder_identity, open_encoder, read_encoder
from model.teaching.footage import embed, open_footage, with_labels
from model.teaching.learn import Projected, Samples, fit_head, project
from model.teaching.samples import EmbeddedVideo, spans_of, windows_of
from model.teaching.suggest import MOST, most_useful

ROUNDS = 14
EXPLORED = footage_module.EXPLORED  # how many unmarked moments the program looks at
MARK_SECONDS = 2.0


def embedded(folder: Path, labels: tuple[str, ...]) -> list[EmbeddedVideo]:
    """All that is labelled in ``folder``, encoded."""
    footage_module.MOST_SECONDS, footage_module.EXPLORED = 1e9, 0
    spec = read_encoder(GENERAL, "x", labels)
    encoder = open_encoder(GENERAL, spec)
    cache = EmbeddingCache(program_folder("cache") / "review", encoder_identity(GENERAL, spec), 10**11)
    footage = open_footage(find_footage(folder, labels, True), print)
    return with_labels(footage, embed(footage, encoder, encoder.features, spec, cache, spec.clip_length - 1, 0), labels)


class Pool:
    """The moments of TRAIN: of those that were marked, their label is known."""

    def __init__(self, videos: list[EmbeddedVideo], labels: tuple[str, ...], frames: int, fps: float):
        self.videos, self.labels, self.frames, self.fps = videos, labels, frames, fps
        self.knowledge = load_knowledge(GENERAL / KNOWLEDGE_FILE, videos[0].embeddings.features.shape[1])
        self.known = [np.full(len(one.ground_truth), UNDECIDED) for one in videos]
        self.candidates = [
            (number, int(row)) for number, one in enumerate(videos) for row in one.labelled[:: int(fps * MARK_SECONDS)]
        ]

    def mark(self, moments: list[tuple[int, int]]) -> None:
        """Label the time around each of ``moments`` that carries the same label."""
        for number, row in moments:
            one, half = self.videos[number], int(self.fps * MARK_SECONDS / 2)
            rows = np.arange(max(0, row - half), min(len(one.ground_truth), row + half))
            same = rows[one.ground_truth[rows] == one.ground_truth[row]]
            self.known[number][same] = one.ground_truth[same]

    @property
    def marked(self) -> int:
        return sum(int((known != UNDECIDED).sum()) for known in self.known)

    def left(self) -> list[tuple[int, int]]:
        return [(number, row) for number, row in self.candidates if self.known[number][row] == UNDECIDED]

    def samples(self) -> Samples:
        videos = [replace(one, ground_truth=known) for one, known in zip(self.videos, self.known, strict=True)]
        return Samples(videos, len(self.labels), self.knowledge, self.knowledge.scores_of(self.labels))

    def window(self, projected: Projected, head: WindowHead, number: int, row: int) -> np.ndarray:
        """What ``head`` sees of one moment, ``(frames, components)``."""
        rows = windows_of(self.videos[number].embeddings.ticks, np.array([row]), head.frames, head.newest)[0]
        return projected.frames[number][rows]

    def head(self) -> tuple[Projected, TaughtHead]:
        samples = self.samples()
        everything = np.ones(len(samples.row), bool)
        projected = project(samples, everything, 0, Adaptation())
        fitted = fit_head(samples, projected, everything, self.frames, self.frames - 1, ("linear",), 0)
        live = WindowHead(self.frames, self.frames - 1, fitted.linear, None, readout=fitted.readout)
        return projected, TaughtHead(projected.projection, live, None, projected.adaptation, self.knowledge)


def accuracy(taught: TaughtHead, videos: list[EmbeddedVideo]) -> float:
    """The share of labelled moments of ``videos`` that are right."""
    right, count, head = 0, 0, taught.live
    for one in videos:
        rows, ticks = one.labelled, one.embeddings.ticks
        frames = taught.frames_of(one.embeddings.features, spans_of(ticks))
        windows = frames[windows_of(ticks, rows, head.frames, head.newest)]
        right += int((head.probabilities(windows).argmax(axis=1) == one.ground_truth[rows]).sum())
        count += len(rows)
    return right / count


def simulate(pool: Pool, test: list[EmbeddedVideo], ask: bool, seed: int) -> list[tuple[int, float]]:
    """Seconds marked and accuracy after each round. ask: mark what the program asks about, else at random."""
    rng, curve = np.random.default_rng(seed), []
    left = pool.left()
    pool.mark([left[n] for n in rng.choice(len(left), MOST, replace=False)])
    for _ in range(ROUNDS):
        projected, taught = pool.head()
        head = taught.live
        curve.append((round(pool.marked / pool.fps), accuracy(taught, test)))
        left = pool.left()
        if not left:
            break
        if ask:
            left = [left[n] for n in rng.choice(len(left), min(len(left), EXPLORED), replace=False)]
            windows = np.stack([pool.window(projected, head, number, row) for number, row in left])
            pictures, _ = parted(windows, head.readout)
            chosen = most_useful(head.probabilities(windows).max(axis=1), pictures.mean(axis=1))
            pool.mark([left[n] for n in chosen])
        else:
            pool.mark([left[n] for n in rng.choice(len(left), min(MOST, len(left)), replace=False)])
    return curve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    labels = labels_in(given.train)
    train, test = embedded(given.train, labels), embedded(given.test, labels)
    spec = read_encoder(GENERAL, "x", labels)

    def fresh() -> Pool:
        return Pool(train, labels, spec.clip_length, spec.sample_fps)

    everything = fresh()
    everything.mark(everything.candidates)
    projected, head = everything.head()
    result = {"all": (round(everything.marked / spec.sample_fps), accuracy(projected, head, test))}
    for name, ask in (("asked", True), ("random", False)):
        result[name] = [simulate(fresh(), test, ask, seed) for seed in range(2)]
    print(json.dumps(result))  # noqa: T201
    if given.json:
        given.json.write_text(json.dumps(result))
    if given.plot:
        draw(result, given.plot, given.train.parent.name)


def draw(result: dict, path: Path, game: str) -> None:
    """The learning curves as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4))
    for name, words, colour in (
        ("asked", "what Check these asks", "#0072B2"),
        ("random", "moments at random", "#999999"),
    ):
        for number, curve in enumerate(result[name]):
            axes.plot(
                *zip(*curve, strict=True), color=colour, marker="o", markersize=3, label=words if number == 0 else None
            )
    seconds, reached = result["all"]
    axes.axhline(reached, color="#D55E00", linestyle="--", label=f"all {seconds} s marked")
    axes.set(xlabel="seconds marked", ylabel="moments right on other maps", title=game)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
