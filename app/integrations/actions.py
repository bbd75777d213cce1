"""Does what rules ask for. Each action is ready before the first event; none makes whoever calls it wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.errors import UserError
from app.integrations.obs import Obs
from app.integrations.rules import Rule
from app.integrations.sound_cue import SoundCue
from app.live.hook_command import Command
from app.live.hooks import Change, EventFile
from model.errors import OutputError
from model.outputs import Outputs

Doer = Callable[[Change], None]
Made = Command | EventFile | SoundCue


class Actions:
    """The actions of some rules, made once for each command and file.

    Attributes:
        problems: A sentence for each rule that cannot be done, by its number.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        clip: Callable[[Change, float | None], None],
        obs: Obs | None,
        on_error: Callable[[str], None],
        outputs: Outputs | None = None,
        before: Actions | None = None,
    ):
        """
        Args:
            rules: In the order of their numbers.
            clip: Saves what was just seen: seconds before the event, None for the settings' own.
            obs: Asked where a rule wants OBS.
            on_error: Told what fails later, from any thread.
            outputs: What the run writes besides.
            before: Those in whose place they come: commands and files that both have go on.
        """
        self._clip, self._obs, self._on_error = clip, obs, on_error
        self._outputs = outputs or Outputs()
        self._before = {} if before is None else before._made
        self._made: dict[tuple[str, str], Made] = {}
        self._do: list[Doer | None] = []
        self.problems: dict[int, str] = {}
        for number, rule in enumerate(rules):
            try:
                self._do.append(self._doer(rule) if rule.enabled else None)
            except (UserError, OutputError) as error:
                self.problems[number] = str(error)
                self._do.append(None)

    def do(self, rule: int, change: Change) -> None:
        """Do what the rule of that number asks for; returns at once."""
        do = self._do[rule]
        if do is not None:
            do(change)

    @property
    def failed(self) -> bool:
        """Whether an event was lost."""
        return any(one.failed for one in self._made.values() if isinstance(one, EventFile))

    def close(self) -> None:
        """End all commands and close all files."""
        for one in self._made.values():
            one.close()

    def _doer(self, rule: Rule) -> Doer:
        """What does the rule; raises UserError, OutputError."""
        if rule.do == "clip":
            before = float(rule.what) if rule.what.strip() else None
            return lambda change: self._clip(change, before)
        if rule.do == "obs":
            if self._obs is None:
                raise UserError("Received a rule for OBS: this run has no connection to it.")
            self._obs.start()
            return lambda change: self._obs.ask(rule.what, change)
        if rule.do == "event":
            return self._once("event", rule.what, lambda: EventFile(rule.what, self._outputs))
        if rule.do == "sound":
            return self._once("sound", rule.what.strip(), lambda: SoundCue(rule.what.strip()))
        return self._once("run", rule.what, lambda: Command(rule.what, "a rule, run"))

    def _once(self, kind: str, name: str, make: Callable[[], Made]) -> Made:
        if (kind, name) not in self._made:
            self._made[kind, name] = self._before.pop((kind, name), None) or make()
            self._made[kind, name].on_error = self._on_error
        return self._made[kind, name]
