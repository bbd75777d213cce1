"""The inference thread: loads an engine, turns a feed's frames into predictions and decisions, and meters the cost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.frames import Decision, Prediction
from app.live.frame_feed import FrameFeed
from app.live.meters import Rate, Recent
from app.settings import SmoothingRules
from app.timeline.smoothing import LabelSmoother
from model.engine import Engine, open_engine
from model.engine.streaming import StreamingClassifier
from model.errors import ModelError
from model.safe_text import say_failure
from model.spec import ModelSpec, read_spec
from model.teaching.pictures import PictureWatch, read_picture_kind
from model.video.sampling import TickSampler

WATCHED_SECONDS = 5.0  # of pictures whose brightness is averaged, before it is called another one


class WorkerListener(Protocol):
    """Told by a worker's thread, with the worker as first argument, so that one listener serves several."""

    def predicted(self, worker: InferenceWorker, prediction: Prediction, decision: Decision) -> None:
        """There is a prediction."""
        ...

    def ended(self, worker: InferenceWorker) -> None:
        """The feed has no more frames, and all were classified."""
        ...

    def failed(self, worker: InferenceWorker, message: str) -> None:
        """The model cannot go on, with one sentence why; nothing else comes."""
        ...


class InferenceWorker:
    """One model at work: classifies the frames of its feed until that ends, in a daemon thread of its own.

    The engine lives and dies in that thread, and the listener is known to that thread alone: a worker that has ended
    holds neither.

    spec: the model's. feed: where its frames come from. smoother: makes decisions of predictions; its rules may be changed
    by any thread. filled: how many frames of the model's window are there. differs: how the pictures differ from those that a
    taught model learned from (``model/teaching/pictures.py``). rate: predictions. inference, latency: seconds
    a prediction takes, and seconds from a frame's capture to its prediction.
    """

    def __init__(
        self,
        model: Path,
        *,
        rules: SmoothingRules | None = None,
        device: str = "cpu",
        on_notice: Callable[[str], None] = lambda sentence: None,
    ):
        """Prepare; nothing runs before ``start``.

        Args:
            model: the model's folder.
            rules: how predictions become labels.
            device, on_notice: see ``open_engine``.

        Raises:
            ModelError: when the model's description cannot be read.
        """
        self._model = Path(model)
        self._device, self._on_notice = device, on_notice
        self.spec: ModelSpec = read_spec(self._model)
        length = self.spec.clip_length
        self.feed = FrameFeed(TickSampler(self.spec.sample_fps, length), length)
        self.smoother = LabelSmoother(self.spec.labels, rules)
        self._engine: Engine | None = None
        self._description = ""
        self._thread: threading.Thread | None = None
        self.filled = 0
        self.differs: tuple[str, ...] = ()
        self.rate = Rate()
        self.inference = Recent()
        self.latency = Recent()

    @property
    def engine(self) -> str:
        """The engine in words, "" until it is loaded."""
        engine = self._engine
        return self._description if engine is None else engine.description

    def start(self, listener: WorkerListener) -> None:
        """Begin; call once."""
        self._thread = threading.Thread(target=self._run, args=(listener,), name="inference", daemon=True)
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for the thread; says whether it has ended."""
        if self._thread is None:
            return True
        if self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self, listener: WorkerListener) -> None:
        try:
            self._classify_all(listener)
        except ModelError as error:
            listener.failed(self, str(error))
        except Exception as error:  # the thread must never die without a word
            say_failure(error)
            listener.failed(self, f"Received an unexpected {type(error).__name__} from the model: {error}.")
        else:
            listener.ended(self)

    def _classify_all(self, listener: WorkerListener) -> None:
        engine = self._engine = open_engine(self._model, device=self._device, on_notice=self._on_notice)
        try:
            stream, generation, watch = StreamingClassifier(engine), None, None
            learned_from = read_picture_kind(self._model)
            while (sampled := self.feed.get()) is not None:
                if sampled.generation != generation:
                    generation = sampled.generation
                    stream.reset()
                    self.smoother.reset()
                    if learned_from is not None:
                        memory = round(WATCHED_SECONDS * self.spec.sample_fps)
                        watch = PictureWatch(learned_from, self.spec.sample_fps, memory)
                began, frame = time.perf_counter(), sampled.frame
                probabilities = stream.push(frame.image, sampled.ticks)
                now = time.perf_counter()
                self.inference.add(now - began)
                self.filled = stream.filled
                if watch is not None:
                    watch.look(frame.image)
                    watch.passed(frame.time, frame.index)
                    self.differs = watch.differences()
                if probabilities is not None:
                    prediction = Prediction(
                        frame.time, probabilities, now - frame.captured, frame.index, stream.unfamiliarity
                    )
                    self.rate.count()
                    self.latency.add(prediction.latency)
                    listener.predicted(self, prediction, self.smoother.decide(prediction))
        finally:
            self._description, self._engine = engine.description, None
            engine.close()
