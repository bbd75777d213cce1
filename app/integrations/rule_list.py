"""The view model of the rules while they are edited: what can be done is used and kept at once, what cannot is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from app.errors import UserError
from app.events import Event
from app.integrations.rules import MOST_RULES, Rule, make_rule


class RuleList:
    """Rules as they are edited.

    Attributes:
        drafts: The values of each rule, by the names of ``app.integrations.rules.FIELDS``; ``labels`` as a text.
        problems: A sentence for each draft that cannot be used, by its number.
        changed: The drafts, or their problems, are others.
    """

    def __init__(self, rules: Sequence[Rule], use: Callable[[Sequence[Rule]], dict[int, str]]):
        """
        Args:
            rules: To begin with.
            use: Uses and keeps those that can be used; gives a sentence for each that cannot be done, by its number. May
                raise OSError.
        """
        self._use = use
        self.drafts: list[dict[str, Any]] = [_draft(rule) for rule in rules]
        self.problems: dict[int, str] = {}
        self.changed = Event()

    def add(self) -> int:
        """Add a rule that saves a clip when any label begins, not yet in use; returns its number."""
        if len(self.drafts) < MOST_RULES:
            self.drafts.append(_draft(Rule(seconds=0.5, cooldown=10.0, enabled=False)))
            self._apply()
        return len(self.drafts) - 1

    def remove(self, number: int) -> None:
        """Remove the rule of that number."""
        del self.drafts[number]
        self._apply()

    def change(self, number: int, **values: Any) -> None:
        """Change a rule.

        Args:
            number: Which.
            values: By the fields' names.
        """
        if any(self.drafts[number][name] != value for name, value in values.items()):
            self.drafts[number].update(values)
            self._apply()

    def sentence(self, number: int) -> str:
        """The rule for people."""
        rule = self.rule(number)
        return rule.sentence if isinstance(rule, Rule) else f"{self.drafts[number]['do']}: not complete yet"

    def rule(self, number: int) -> Rule | str:
        """The rule of that number; what is wrong with it where it is none."""
        try:
            return make_rule(self.drafts[number], "this rule")
        except UserError as error:
            return str(error)

    def rules(self) -> list[Rule]:
        """Those that are rules."""
        return [rule for number in range(len(self.drafts)) if isinstance(rule := self.rule(number), Rule)]

    def _apply(self) -> None:
        made = [self.rule(number) for number in range(len(self.drafts))]
        whole = [number for number, rule in enumerate(made) if isinstance(rule, Rule)]
        self.problems = {number: rule for number, rule in enumerate(made) if isinstance(rule, str)}
        try:
            refused = self._use([made[number] for number in whole])
            self.problems |= {whole[place]: text for place, text in refused.items() if place < len(whole)}
        except OSError as error:
            text = f"The rules hold for this run, but could not be kept: {error.strerror or error}."
            self.problems |= dict.fromkeys(whole[-1:], text)
        self.changed.emit()


def _draft(rule: Rule) -> dict[str, Any]:
    return {**asdict(rule), "labels": ", ".join(rule.labels)}
