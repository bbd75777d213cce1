"""The inference thread: loads the engine, turns sampled frames into predictions and decisions, and meters the cost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.frames import Decision, Prediction
from app.live.buffers import RollingBuffer
from app.live.meters import Rate, Recent
from app.live.predictor import Predictor
from app.timeline.smoothing import Decider, Rules
from model.engine import Engine, open_engine
from model.errors import ModelError
from model.safe_text import say_failure
from model.spec import ModelSpec


class Worker:
    """Classifies what comes out of a buffer until the buffer ends, in a daemon thread of its own.

    The engine lives and dies in that thread. ``filled``: how many frames of the model's window are there.
    """

    def __init__(
        self,
        model: Path,
        spec: ModelSpec,
        buffer: RollingBuffer,
        *,
        on_prediction: Callable[[Prediction, Decision], None],
        on_end: Callable[[], None],
        on_error: Callable[[str], None],
        rules: Rules | None = None,
        device: str = "cpu",
        on_notice: Callable[[str], None] = lambda sentence: None,
    ):
        """rules: how predictions become labels. device, on_notice: see ``open_engine``.

        on_prediction: for each. on_end: after the last. on_error: with one sentence, instead of on_end."""
        self._model = model
        self._buffer = buffer
        self.decider = Decider(spec.labels, rules)
        self._device, self._on_notice = device, on_notice
        self._engine: Engine | None = None
        self._on_prediction = on_prediction
        self._on_end = on_end
        self._on_error = on_error
        self._thread = threading.Thread(target=self._run, name="inference", daemon=True)
        self.filled = 0
        self.rate = Rate()
        self.inference = Recent()  # seconds a prediction
        self.latency = Recent()  # seconds from capture to prediction

    @property
    def engine(self) -> str:
        """The engine in words, "" until it is loaded."""
        return "" if self._engine is None else self._engine.description

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for the thread; says whether it has ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._engine = open_engine(self._model, device=self._device, on_notice=self._on_notice)
            self._classify_all(Predictor(self._engine))
        except ModelError as error:
            self._on_error(str(error))
        except Exception as error:  # the thread must never die without a word
            say_failure(error)
            self._on_error(f"Received an unexpected {type(error).__name__} from the model: {error}.")
        else:
            self._on_end()
        finally:
            if self._engine is not None:
                self._engine.close()

    def _classify_all(self, predictor: Predictor) -> None:
        while (sampled := self._buffer.get()) is not None:
            if predictor.begins_anew(sampled):
                self.decider.reset()
            began = time.perf_counter()
            prediction = predictor.take(sampled)
            self.inference.add(time.perf_counter() - began)
            self.filled = predictor.filled
            if prediction is not None:
                self.rate.count()
                self.latency.add(prediction.latency)
                self._on_prediction(prediction, self.decider.decide(prediction))
