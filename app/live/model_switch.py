"""The model that classifies a session's frames, and the one that is to take over from it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.frames import Decision, Prediction
from app.live.frame_sink import FrameSink
from app.live.inference_worker import InferenceWorker
from app.live.listeners import Listeners
from app.live.states import State, StateMachine
from app.settings import SmoothingRules


class ModelSwitch:
    """Listens to the inference workers of one session and decides whose predictions count.

    A model that is to take over gets frames beside the one in use until its window is full. Each switch is answered with
    ``Listeners.model``, unless another one replaces it or the session fails or is stopped meanwhile.
    """

    def __init__(
        self,
        make_worker: Callable[..., InferenceWorker],
        model: Path,
        rules: SmoothingRules,
        sink: FrameSink,
        machine: StateMachine,
        listeners: Listeners,
        stop: Callable[[], None],
    ):
        """
        Args:
            make_worker: makes the worker of a model, ``make_worker(folder, rules=rules)``.
            model: the folder of the first model.
            rules: how predictions become labels.
            sink: gives the workers their frames.
            machine: told when the last frame is classified, and when the model in use fails.
            listeners: told of predictions and of models that take over, or cannot.
            stop: ends the source's threads; called when the model in use fails.

        Raises:
            ModelError: when the first model's description cannot be read.
        """
        self._make_worker, self._rules = make_worker, rules
        self._sink, self._machine, self._listeners, self._stop = sink, machine, listeners, stop
        self._lock = threading.Lock()  # guards the workers; nobody is told anything while it is held
        self._telling = threading.RLock()  # held by a worker while it tells: a replaced one says nothing after its heir
        self._now = make_worker(model, rules=rules)
        self._next: InferenceWorker | None = None
        self._leaving: list[InferenceWorker] = []
        self._drops: Counter[str] = Counter()  # of workers that were in use
        self._drained = False  # the model in use has classified the source's last frame
        self._closed = False
        sink.add(self._now.feed)

    @property
    def now(self) -> InferenceWorker:
        """The worker whose predictions count."""
        return self._now

    @property
    def drops(self) -> dict[str, int]:
        """Frames that were not classified by the model in use at the time, by cause."""
        with self._lock:
            return dict(self._drops + self._now.feed.drops)

    def start(self) -> None:
        """Load the first model; call once."""
        with self._lock:
            if not self._closed:
                self._now.start(self)

    def switch(self, model: Path) -> None:
        """Let the model in folder ``model`` take over; does nothing after the end.

        Raises:
            ModelError: when its description cannot be read.
        """
        with self._lock:
            rules = self._rules
        following = self._make_worker(model, rules=rules)
        with self._lock:
            if self._closed or not self._sink.add(following.feed):
                return
            following.smoother.rules = self._rules
            replaced, self._next = self._next, following
            following.start(self)
            if replaced is not None:
                self._let_go(replaced)

    def set_rules(self, rules: SmoothingRules) -> None:
        """How predictions become labels, from the next one on."""
        with self._lock:
            self._rules = rules
            for worker in (self._now, self._next):
                if worker is not None:
                    worker.smoother.rules = rules

    def close(self) -> None:
        """Let all workers end, and begin no more; does not wait."""
        with self._lock:
            self._closed = True
            for worker in (self._now, self._next):
                if worker is not None:
                    self._let_go(worker)

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for all threads after ``close``; says whether they have ended."""
        end = time.perf_counter() + timeout
        with self._lock:
            leaving = tuple(self._leaving)
        for worker in leaving:
            worker.join(max(0.0, end - time.perf_counter()))
        return all(worker.join(0.0) for worker in leaving)

    def _let_go(self, worker: InferenceWorker) -> None:
        """With the lock held: it gets no more frames, and ends by itself."""
        self._sink.remove(worker.feed)
        self._leaving = [one for one in self._leaving if one is not worker and not one.join(0)] + [worker]

    # ---- for the workers

    def predicted(self, worker: InferenceWorker, prediction: Prediction, decision: Decision) -> None:
        """See ``WorkerListener``. The first prediction of the model that waits makes it the one in use."""
        with self._telling:
            with self._lock:
                taking_over = worker is self._next and not self._closed
                if taking_over:
                    self._drops += self._now.feed.drops
                    self._let_go(self._now)
                    self._now, self._next, self._drained = worker, None, False
                counts = worker is self._now
            if taking_over:
                self._listeners.model(worker.spec, "")
            if counts:
                self._listeners.prediction(prediction, decision)

    def ended(self, worker: InferenceWorker) -> None:
        """See ``WorkerListener``. The session has ended when the model in use, and one that waits, are through."""
        with self._lock:
            waited = worker is self._next
            if waited:
                self._next = None
            elif worker is self._now:
                self._drained = True
            over = self._drained and self._next is None
            failed = self._closed or self._machine.state is State.FAILED
        if waited and not failed:
            self._listeners.model(
                self._now.spec,
                f"the video ended before {worker.spec.name} had seen the {worker.spec.clip_length} frames that it needs.",
            )
        if over:
            self._machine.move(State.ENDED)

    def failed(self, worker: InferenceWorker, message: str) -> None:
        """See ``WorkerListener``. Without the model in use the session fails; without one that waits it goes on."""
        with self._lock:
            fatal, waited = worker is self._now, worker is self._next
            self._closed |= fatal
            if waited:
                self._next = None
            self._let_go(worker)
            over = self._drained and self._next is None
        if fatal:
            self._machine.move(State.FAILED, message)
            self._stop()
        elif waited:
            self._listeners.model(self._now.spec, message)
            if over:
                self._machine.move(State.ENDED)
