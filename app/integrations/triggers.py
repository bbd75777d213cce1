"""The rules at work: takes every decision and every loss of the picture, and has done what the rules ask for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from app.frames import Decision
from app.integrations.actions import Actions
from app.integrations.rule_engine import Firing, RuleEngine
from app.integrations.rules import Rule
from app.live.hooks import Change
from app.live.states import State
from model.addresses import shown_address

LOST = (State.STALLED, State.RECONNECTING, State.FAILED)
MakeActions = Callable[[Sequence[Rule], "Actions | None"], Actions]


class Triggers:
    """Belongs to one thread, whose caller it never makes wait.

    Attributes:
        kept: The rules of the file, as they are edited.
        added: The rules of this run alone, such as the command line's.
        fired: How often each rule was done, by its number among ``rules``.
    """

    def __init__(self, kept: Sequence[Rule], added: Sequence[Rule], make_actions: MakeActions):
        """
        Args:
            kept, added: See above.
            make_actions: Makes what does the rules, in the place of what did those before.
        """
        self.added = tuple(added)
        self._make_actions = make_actions
        self._actions: Actions | None = None
        self._ending: list[threading.Thread] = []
        self._engine = RuleEngine()
        self._source, self._is_lost = "", False
        self.use(kept)

    def use(self, kept: Sequence[Rule]) -> None:
        """Let other rules take the place of the file's."""
        before = self._actions
        self.kept = tuple(kept)
        self.fired: Counter[int] = Counter()
        self._engine.use(self.rules)
        self._actions = self._make_actions(self.rules, before)
        if before is not None:  # a command may need a moment to end, and nobody waits for it
            ending = threading.Thread(target=before.close, name="actions-end")
            self._ending = [one for one in self._ending if one.is_alive()] + [ending]
            ending.start()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them."""
        return (*self.kept, *self.added)

    @property
    def problems(self) -> dict[int, str]:
        """A sentence for each rule that cannot be done, by its number."""
        return self._actions.problems

    @property
    def failed(self) -> bool:
        """Whether an event was lost."""
        return self._actions.failed

    def decide(self, decision: Decision, source: str) -> None:
        """Take the next decision on ``source``."""
        self._source = source
        self._do(self._engine.decide(decision, source))

    def state(self, state: State) -> None:
        """The source's state has changed."""
        if state is State.ENDED:
            self._do(self._engine.end())
        if state in LOST and not self._is_lost:
            self._do(self._engine.lost())
        if state in (State.PLAYING, *LOST):
            self._is_lost = state in LOST

    def close(self) -> None:
        """End all that was started, also for rules that others took the place of: all events are in their files then."""
        self._actions.close()
        for ending in self._ending:
            ending.join()

    def _do(self, firings: Sequence[Firing]) -> None:
        for firing in firings:
            self.fired[firing.rule] += 1
            self._actions.do(firing.rule, _change(firing, self._source))


def _change(firing: Firing, source: str) -> Change:
    """What the actions are told."""
    return Change(
        datetime.now().astimezone().isoformat(timespec="milliseconds"),
        round(firing.time, 3),
        firing.label,
        round(firing.confidence, 4),
        firing.previous,
        shown_address(source),
        firing.event,
        round(firing.began, 3),
    )


def on_label_rule(command: str) -> Rule:
    """The rule that ``--on-label COMMAND`` is: at each change of label."""
    return replace(Rule(), do="run", what=command)
