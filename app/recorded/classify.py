"""Classifying a whole video without a window or a clock.

The same sampler, engine and decisions as in a session, only that files are read as fast as the cores allow: the results
are equal, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from app.frames import Decision, Moment, Prediction
from app.recorded.parallel import cores_each
from app.recorded.reading import LateSampler, prefetch, sampled_frames
from app.recorded.result import Result, too_little
from app.sources import SourceUnreadableError
from app.sources.base import source_error
from app.timeline.smoothing import LabelSmoother
from app.timeline.timeline import Timeline
from model.engine import Engine
from model.engine.base import Encode
from model.engine.offline_head import Known
from model.engine.streaming import RecordedClassifier
from model.errors import FootageError
from model.limits import frames_in_hand
from model.teaching.pictures import PictureKind, PictureWatch
from model.video.frame_selection import PacketMismatchError
from model.video.parallel_decode import Archive
from model.video.sampling import TickSampler
from model.video.selective_decode import SelectiveDecoder


def classify_video(
    path: Path,
    engine: Engine,
    on_progress: Callable[[float, float | None], None] = lambda seconds, duration: None,
    known: Sequence[Prediction] = (),
    known_moments: Sequence[Moment] = (),
    on_prediction: Callable[[Prediction, Timeline], None] = lambda prediction, timeline: None,
    cores: int | None = None,
    learned_from: PictureKind | None = None,
    on_frame: Callable[[float, np.ndarray], None] = lambda time, features: None,
    on_picture: Callable[[float, np.ndarray], None] = lambda time, image: None,
) -> Result:
    """Classify every moment of a video.

    Args:
        path: The file.
        engine: Of the model; belongs to this call for as long.
        on_progress: Called after each sampled frame with the seconds of video done, and their number (None: unknown).
        known, known_moments: This model's first predictions of this video, and the first moments of its timeline, by an
            earlier call: they are not made again.
        on_prediction: Given each new prediction, and the timeline so far.
        cores: How many to keep busy, those of ``cores_each`` if left out.
        learned_from: The pictures that the model learned from, to compare with; None: nobody knows.
        on_frame: Given each sampled frame's time and features ``(features,)``, once and in order.
        on_picture: Shown each sampled frame's time and image, BGR uint8, by several threads and in no order.

    Returns:
        What was found.

    Raises:
        SourceError: The file cannot be read, or is shorter than the model's window.
    """
    cores = cores or cores_each()
    run = _Run(path, engine, on_progress, on_prediction, learned_from, on_frame, on_picture)
    for prediction in known:
        run.add(prediction)
    for moment in known_moments:
        run.timeline.add(moment)
    encoders = [run.watching(encode) for encode in engine.encoders(cores)] if cores > 1 else []
    if not (encoders and run.in_parts(encoders)):
        run.in_turn(cores)
    return run.result()


def classify_embeddings(
    path: Path,
    engine: Engine,
    embeddings: Iterable[tuple[float, np.ndarray]],
    duration: float | None,
    on_progress: Callable[[float, float | None], None] = lambda seconds, duration: None,
) -> Result:
    """Classify a video of which every sampled frame is encoded already, by this engine's CNN at its rate.

    Args:
        path: The file; it is not opened.
        engine: Of the model; belongs to this call for as long.
        embeddings: Time in seconds and features, float32 ``(features,)``, of each frame, in order.
        duration: Of the video, seconds; None where it is not known.
        on_progress: As in ``classify_video``.

    Returns:
        What was found; the predictions' frames are numbered among those that were sampled.

    Raises:
        SourceError: There is less than the model's window.
    """
    run = _Run(path, engine, on_progress)
    run.encoded(embeddings, duration)
    return run.result()


class _Run:
    """One video on its way from its file to its segments, in one of two ways. Both give the same."""

    def __init__(
        self,
        path: Path,
        engine: Engine,
        on_progress,
        on_prediction=lambda prediction, timeline: None,
        learned_from: PictureKind | None = None,
        on_frame=lambda time, features: None,
        on_picture=lambda time, image: None,
    ):
        self._path, self._engine, self._spec = path, engine, engine.spec
        self._on_progress, self._on_prediction = on_progress, on_prediction
        self._on_frame, self._on_picture = on_frame, on_picture
        self._smoother = LabelSmoother(engine.spec.labels)
        self._watch = None if learned_from is None else PictureWatch(learned_from, engine.spec.sample_fps)
        self._predictions: list[Prediction] = []
        self._decisions: list[Decision] = []
        self._duration: float | None = None
        self._stated: float | None = None
        self._first: float | None = None  # when the first sampled frame is shown, and the last one
        self._seen = self._newest = 0.0  # times of the frame that was taken last, and of the latest one
        self.timeline = Timeline(engine.spec)

    def add(self, prediction: Prediction) -> None:
        """Take the next prediction."""
        self._predictions.append(prediction)
        self._decisions.append(self._smoother.decide(prediction))

    def watching(self, encode: Encode) -> Encode:
        """``encode``, with each picture compared with those that the model learned from."""
        watch = self._watch
        if watch is None:
            return encode

        def look(image: np.ndarray) -> np.ndarray:
            watch.look(image)
            return encode(image)

        return look

    def in_parts(self, encoders: Sequence[Encode]) -> bool:
        """Decode and encode the video's parts side by side; False where it has to be read in turn, from here on."""
        classifier = RecordedClassifier(self._engine)
        try:
            archive = Archive(self._path, self._clock(classifier.reach), encoders, self._on_picture)
            self._duration = self._stated = archive.duration
            with closing(archive.features()) as found:
                for due, features in found:
                    self._take(classifier, features, due.ticks, due.time, due.index)
            self._tell(classifier.end())
            self._duration = archive.duration
        except (FootageError, PacketMismatchError):
            return False
        return True

    def in_turn(self, decoders: int) -> None:
        """Read the video from one end to the other, with so many threads to decode.

        Reading is a few frames ahead in a thread of its own: decoding one overlaps with encoding another.
        Raises SourceError.
        """
        classifier = RecordedClassifier(self._engine)
        try:
            source = SelectiveDecoder(self._path, self._clock(classifier.reach), decoders)
        except FootageError as error:
            raise source_error(error) from error
        self._duration = self._stated = source.duration
        most, encode = frames_in_hand(*source.size, self._spec.clip_length), self.watching(self._engine.encode)
        with closing(prefetch(sampled_frames(source), most)) as found:
            for sampled in found:
                frame = sampled.frame
                self._on_picture(frame.time, frame.image)
                features = encode(frame.image)
                self._take(classifier, features, sampled.ticks, frame.time, frame.index)
        self._tell(classifier.end())
        self._duration = source.duration

    def encoded(self, embeddings: Iterable[tuple[float, np.ndarray]], duration: float | None) -> None:
        """Take frames that were encoded earlier."""
        self._duration = self._stated = duration
        classifier, sampler = RecordedClassifier(self._engine), self._clock(0)
        for index, (time, features) in enumerate(embeddings):
            self._take(classifier, features, max(1, sampler.ticks(time)), time, index)
        self._tell(classifier.end())

    def result(self) -> Result:
        """All that was found; raises SourceUnreadableError where the video was too short for anything."""
        if not self._predictions:
            raise SourceUnreadableError(
                too_little(self._path, self._spec, self._first or 0.0, self._seen, self._stated or 0.0)
            )
        return Result(
            self._path,
            self._spec,
            self._duration,
            tuple(self._predictions),
            tuple(self._decisions),
            tuple(self.timeline.segments()),
            tuple(self.timeline.moments),
            () if self._watch is None else self._watch.differences(),
        )

    def _take(self, classifier: RecordedClassifier, features: np.ndarray, ticks: int, time: float, index: int) -> None:
        """Take the next sampled frame, encoded. What is known already is not taken again."""
        if self._first is None or time > self._newest:
            self._newest = time
            self._on_frame(time, features)
        probabilities, moments = classifier.push(time, features, ticks)
        if self._watch is not None:
            self._watch.passed(time, index)
        new = probabilities is not None and not (self._predictions and time <= self._predictions[-1].time)
        if new:
            self.add(Prediction(time, probabilities, 0.0, index, classifier.unfamiliarity))
        self._tell(moments)
        if new:
            self._on_prediction(self._predictions[-1], self.timeline)
        self._first = time if self._first is None else self._first
        self._seen = time
        self._on_progress(time, self._duration)

    def _tell(self, moments: Known) -> None:
        for time, probabilities in moments:
            if time > self.timeline.until:
                self.timeline.add(Moment(time, probabilities))

    def _clock(self, reach: int) -> TickSampler:
        """The model's; it begins so late that what is missing, predictions or moments, has just what it needs before it.

        reach: as ``RecordedClassifier`` says.
        """
        rate, length = self._spec.sample_fps, self._spec.clip_length
        known, moments = self._predictions, self.timeline.moments
        if len(known) <= length or len(moments) <= reach:
            return TickSampler(rate, length)
        return LateSampler(rate, length, min(known[-length - 1].time, moments[-reach - 1].time))
