"""Rules: when which label begins or ends, what is done. One row a field; the file, the command line and the dialog go by it."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.log import note_once
from app.setting import Setting
from model.files import PRIVATE, write_whole
from model.json_data import is_text, read_json
from model.paths import make_private, program_folder

FILE_NAME, DAMAGED_NAME = "triggers.json", "triggers.damaged.json"
MOST_RULES, MOST_LABELS = 64, 64
LONGEST_TEXT = 2000  # characters
MOST_BYTES = 2**20
BEGIN, END, LOST = "begin", "end", "lost"
# Each action, with what ``what`` says of it.
ACTIONS = {
    "clip": "seconds before the event; empty: as the settings say",
    "run": "a command: a program and its arguments",
    "event": "a file to which a line of JSON is appended",
    "obs": "replay, chapter NAME, scene NAME, show SOURCE, hide SOURCE or text SOURCE",
    "sound": "a sound file (WAV, MP3, FLAC, Vorbis); empty: the program's own cue",
}
OBS_REQUESTS = {
    "replay": False,
    "chapter": False,
    "scene": True,
    "show": True,
    "hide": True,
    "text": True,
}  # needs a name
MOST_BEFORE = 120.0  # seconds of a clip before its event

FIELDS: tuple[Setting, ...] = (
    Setting("labels", "", "Which labels, with commas; empty: any.", title="Labels"),
    Setting("on", BEGIN, "When it begins, when it ends, or when the picture is lost.", title="When it",
            choices=(BEGIN, END, LOST)),
    Setting("confidence", 0.0, "How likely it must be on average.", title="Likely at least"),
    Setting("seconds", 0.0, "How long it must last.", title="Lasts at least", unit="s", most=3600.0),
    Setting("cooldown", 0.0, "How long the rule rests after it was done.", title="Then rest for", unit="s", most=86400.0),
    Setting("do", "clip", "What is done.", title="Do", choices=tuple(ACTIONS)),
    Setting("what", "", "What exactly.", title="With what"),
)  # fmt: skip
ROWS = {row.name: row for row in FIELDS}


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        labels: Which; none: any.
        on: ``begin``, ``end`` or ``lost``: the picture went away while such a label was there.
        confidence: The label's least mean probability since it began, 0..1.
        seconds: How long it must have lasted.
        cooldown: Seconds after it was done in which it is not done again.
        do: A key of ``ACTIONS``.
        what: See ``ACTIONS``.
        enabled: Whether it counts.
    """

    labels: tuple[str, ...] = ()
    on: str = BEGIN
    confidence: float = 0.0
    seconds: float = 0.0
    cooldown: float = 0.0
    do: str = "clip"
    what: str = ""
    enabled: bool = True

    @property
    def sentence(self) -> str:
        """The rule for people, such as ``shooting begins, for 0.5 s: clip 30``."""
        when = ", ".join(self.labels) or "any label"
        verb = {BEGIN: "begins", END: "ends", LOST: "is lost"}[self.on]
        more = [f"for {self.seconds:g} s"] if self.seconds else []
        more += [f"at {self.confidence:.0%}"] if self.confidence else []
        more += [f"every {self.cooldown:g} s at most"] if self.cooldown else []
        return f"{', '.join([f'{when} {verb}', *more])}: {self.do} {self.what}".rstrip()


def make_rule(values: dict[str, Any], asked: str) -> Rule:
    """Make a rule of values that came from outside.

    Args:
        values: By the names of ``FIELDS``; ``labels`` as a list, or a text with commas.
        asked: What the person calls it; begins the sentence.

    Raises:
        UserError: There is no such field, or it cannot have that value.
    """
    known = {field.name for field in fields(Rule)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise UserError(f"Received {asked}: there is no {str(unknown[0])[:80]!r}; expected any of {', '.join(ROWS)}.")
    values = dict(values)
    labels = values.get("labels", "")
    labels = labels.split(",") if isinstance(labels, str) else labels
    if not (isinstance(labels, list | tuple) and len(labels) <= MOST_LABELS and all(is_text(x, 200) for x in labels)):
        raise UserError(f"Received {asked}: its labels cannot be read; expected names such as shooting,chests.")
    values["labels"] = tuple(name for one in labels if (name := one.strip()))
    for name, row in ROWS.items():
        if name == "labels" or name not in values:
            continue
        if not row.holds(values[name]) or (isinstance(row.default, str) and not is_text(values[name], LONGEST_TEXT)):
            raise UserError(f"Received {asked}, {name} {str(values[name])[:80]!r}: expected {row.expected}.")
        values[name] = type(row.default)(values[name])
    if not isinstance(values.get("enabled", True), bool):
        raise UserError(f"Received {asked}, enabled {str(values['enabled'])[:80]!r}: expected true or false.")
    rule = Rule(**values)
    _check_what(rule, asked)
    return rule


def _check_what(rule: Rule, asked: str) -> None:
    """Raise UserError where the action cannot be done with what it is given."""
    text, wrong = rule.what.strip(), ""
    if rule.do == "clip" and text:
        try:
            wrong = "" if 0 < float(text) <= MOST_BEFORE else "x"
        except ValueError:
            wrong = "x"
        wrong = wrong and f"expected seconds from 0 to {MOST_BEFORE:g}"
    elif rule.do in ("run", "event") and not text:
        wrong = f"expected {ACTIONS[rule.do]}"
    elif rule.do == "obs":
        verb, _, name = text.partition(" ")
        if verb not in OBS_REQUESTS or (OBS_REQUESTS[verb] and not name.strip()):
            wrong = f"expected {ACTIONS['obs']}"
    if wrong:
        raise UserError(f"Received {asked}, do {rule.do} {text[:80]!r}: {wrong}.")


def parse_rule(text: str, asked: str = "--trigger") -> Rule:
    """Read a rule as the command line has it: ``labels=shooting seconds=0.5 cooldown=10 do="run ./hook.sh"``.

    Args:
        text: Names and values of ``FIELDS``; what follows the action in ``do`` is ``what``.
        asked: See ``make_rule``.

    Raises:
        UserError: It is none.
    """
    asked = f"{asked} {text[:200]!r}"
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UserError(f"Received {asked}: its quotes do not match ({error}).") from error
    values: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name or name in values:
            raise UserError(f"Received {asked}: expected each of {', '.join(ROWS)} once at most, as NAME=VALUE.")
        values[name] = value
    if "do" not in values:
        raise UserError(f"Received {asked}: expected do=ACTION, one of {', '.join(ACTIONS)}.")
    action, _, rest = values["do"].strip().partition(" ")
    values["do"] = action
    if rest.strip():
        values.setdefault("what", rest.strip())
    for name, row in ROWS.items():
        if isinstance(row.default, float) and name in values:
            with contextlib.suppress(ValueError):  # what is no number is said by make_rule
                values[name] = float(values[name])
    return make_rule(values, asked)


def rules_file() -> Path:
    """Where the rules are kept."""
    return program_folder("config") / FILE_NAME


def load_rules() -> tuple[list[Rule], str]:
    """The rules as last saved.

    Returns:
        The rules, and a sentence on what could not be read, "" where all could. A damaged file is moved aside, for the
        next save must not be its end.
    """
    path = rules_file()
    try:
        data = read_json(path, most_bytes=MOST_BYTES)
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list) or len(data["rules"]) > MOST_RULES:
            raise ValueError(f"expected a list of at most {MOST_RULES} rules")
    except FileNotFoundError:
        return [], ""
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError):
            with contextlib.suppress(OSError):
                os.replace(path, path.with_name(DAMAGED_NAME))
        sentence = f"Received triggers {path} that cannot be read ({error}): there are none; correct the file."
        note_once(sentence)
        return [], sentence
    rules, wrong = [], ""
    for number, values in enumerate(data["rules"], 1):
        try:
            if not isinstance(values, dict):
                raise UserError(f"Received rule {number} of {path}: expected names and values.")
            rules.append(make_rule(values, f"rule {number} of {path}"))
        except UserError as error:
            wrong = wrong or str(error)
            note_once(str(error))
    if wrong:  # what a person wrote is not lost with the next save
        with contextlib.suppress(OSError):
            write_whole(path.with_name(DAMAGED_NAME), path.read_bytes(), mode=PRIVATE)
    return rules, wrong


def save_rules(rules: Iterable[Rule]) -> None:
    """Write the rules whole or not at all. Raises OSError."""
    path = rules_file()
    make_private(path.parent)
    content = {"format": 1, "rules": [{**asdict(rule), "labels": list(rule.labels)} for rule in rules]}
    write_whole(path, json.dumps(content, indent=1) + "\n", mode=PRIVATE)
