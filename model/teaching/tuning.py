"""A teaching's slower second step: the encoder's last blocks learn on, and are kept only if held-out time says so.

Two parts of the marked time teach the encoder (``TUNING_PARTS``). The third decides: heads that are taught on the two, on what
the old encoder sees and on what the new one sees, are tried on it. The last part reports, as in any teaching.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from math import isfinite
from pathlib import Path

import numpy as np

from model.files import write_whole
from model.teaching.encoder import ENCODER_WEIGHTS, copy_knowledge
from model.teaching.learn import learn, recall_of_part
from model.teaching.new_folder import new_folder, temporary_folder
from model.teaching.pictures import REPORT_FILE
from model.teaching.samples import PARTS
from model.teaching.teaching import Encoded, Lesson, OnStage, TeachingRequest, encode_footage, report_on, write_model
from model.teaching.tuning_plan import FEWEST_PAIRS, pairs_of, tuning_time

DECIDING = PARTS - 2  # the part of the marked time that decides
MARGIN = 0.01  # of mean recall: by less it may be better by chance


def tune(
    request: TeachingRequest,
    lesson: Lesson,
    on_stage: OnStage = lambda stage, done, left, text: None,
    on_unreadable: Callable[[str], None] = lambda sentence: None,
    threads: int | None = None,
) -> dict:
    """Tune the encoder of a model that was just taught; where that is better, its folder is made anew with it.

    Args:
        request: What was taught.
        lesson: What came of it; its model stays in its folder until a better one is whole.
        on_stage, on_unreadable, threads: As for ``teach``.

    Returns:
        The report, with what came of tuning as ``fine_tuning``; in the model's folder as well.

    Raises:
        ModelError: The encoder's weights are missing or damaged. OutputError, OSError: something cannot be written.
    """
    began, spec, footage = time.monotonic(), lesson.spec, lesson.footage
    pairs = pairs_of(lesson.encoded.samples, request.seed)
    labels = len(set(lesson.encoded.samples.ground_truth[pairs[:, 0]].tolist()))
    if len(pairs) < FEWEST_PAIRS or labels < 2:
        return _keep_old(request, lesson, {"kept": False, "reason": "too little is marked"}, began)
    expected = tuning_time(len(pairs), sum(len(one.ticks) for one in lesson.encoded.embeddings))

    def say(share: float, text: str) -> None:
        taken = time.monotonic() - began
        left = expected.all * (1 - share) if share < 0.02 else taken / share * (1 - share)
        on_stage("tuning", min(1.0, share), left, text)

    say(0.0, "Tuning the CNN: starting TensorFlow")
    encoder = temporary_folder(request.out.parent)
    try:
        first = (expected.look + expected.train + expected.convert) / expected.all
        second = first + expected.encode / expected.all
        encoded = _tuned(request, lesson, pairs, encoder, (first, second), say, on_unreadable, threads)
        say(second, "Trying the tuned CNN on held-out time")
        recalls = [
            recall_of_part(one.samples, spec.clip_length, DECIDING, lesson.learned, request.seed)
            for one in (lesson.encoded, encoded)
        ]
        if not all(map(isfinite, recalls)):
            return _keep_old(request, lesson, {"kept": False, "reason": "too little is marked"}, began)
        told = {"without": round(recalls[0], 4), "with": round(recalls[1], 4)}
        if not recalls[1] > recalls[0] + MARGIN:
            return _keep_old(request, lesson, {"kept": False, "reason": "it is no better"} | told, began)

        def learning(share: float) -> None:
            say(second + (1 - second) * share, "Learning on what the tuned CNN sees")

        learned = learn(encoded.samples, spec.clip_length, request.seed, learning, choosing=(DECIDING,))
        report = report_on(request, spec, footage, encoded, learned, lesson.report["before"])
        report |= {"fine_tuning": {"kept": True, "reason": ""} | told, "seconds": _seconds(lesson, began)}
        with new_folder(request.out, replaces=True) as new:
            write_model(encoder, spec, learned.head, footage, report, new)
    finally:
        shutil.rmtree(encoder, ignore_errors=True)
    say(1.0, "Done")
    return report


def _tuned(
    request: TeachingRequest,
    lesson: Lesson,
    pairs: np.ndarray,
    encoder: Path,
    shares: tuple[float, float],
    say: Callable[[float, str], None],
    on_unreadable: Callable[[str], None],
    threads: int | None,
) -> Encoded:
    """Tune the encoder into the folder ``encoder``, and encode with it. shares: of all the work, that each of the two ends at."""
    from model.training.fine_tune import tuned_encoder  # TensorFlow: only here

    first, second = shares
    tuned_encoder(
        request.encoder / ENCODER_WEIGHTS,
        lesson.spec,
        lesson.footage,
        lesson.encoded.samples,
        pairs,
        encoder,
        request.seed,
        lambda share: say(first * share, "Tuning the CNN to your videos"),
    )
    copy_knowledge(request.encoder, encoder)  # the half that it is read from is not tuned

    def encoding(done: int, of: int) -> None:
        say(first + (second - first) * done / of, "Looking again, with the tuned CNN")

    return encode_footage(request, encoder, lesson.spec, lesson.footage, encoding, on_unreadable, threads)


def _keep_old(request: TeachingRequest, lesson: Lesson, fine_tuning: dict, began: float) -> dict:
    """The report where tuning was of no use; the model stays as it was taught."""
    report = lesson.report | {"fine_tuning": fine_tuning, "seconds": _seconds(lesson, began)}
    write_whole(request.out / REPORT_FILE, json.dumps(report, indent=2) + "\n")
    return report


def _seconds(lesson: Lesson, began: float) -> dict:
    """What a teaching took, with its tuning, which ``began`` then."""
    tuning = round(time.monotonic() - began, 2)
    seconds = lesson.report["seconds"]
    return seconds | {"tuning": tuning, "all": round(seconds["all"] + tuning, 2)}
