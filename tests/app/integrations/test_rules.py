"""Rules: how they are read and kept, and which of them fire when."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision
from app.integrations import rules as rules_module
from app.integrations.rule_engine import RuleEngine, would_fire
from app.integrations.rules import Rule, load_rules, parse_rule, rules_file, save_rules


def decisions(*runs: tuple[str, float, float], step: float = 0.1, confidence: float = 0.9) -> list[Decision]:
    """A decision each ``step`` seconds for every ``(label, start, end)``."""
    found = []
    for label, start, end in runs:
        for number in range(round((end - start) / step)):
            found.append(Decision(label, confidence, start + number * step, np.ones(1)))
    return found


def times(firings) -> list[float]:
    return [round(one.time, 3) for one in firings]


def test_a_rule_is_read_from_the_command_line():
    rule = parse_rule(
        "labels='shooting, open chest' on=end confidence=0.8 seconds=0.5 cooldown=10 do='run ./hook.sh -x'"
    )
    assert rule == Rule(("shooting", "open chest"), "end", 0.8, 0.5, 10.0, "run", "./hook.sh -x")
    assert parse_rule("do=clip") == Rule()
    assert parse_rule("do=obs what='scene Just chatting'").what == "scene Just chatting"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("labels=gun", "do=ACTION"),
        ("do=dance", "clip or run or event or obs or sound"),
        ("do=clip seconds=-1", "seconds.*from 0 to 3600"),
        ("do=clip confidence=80%", "confidence.*from 0 to 1"),
        ("do=clip when=now", "no 'when'.*expected any of labels"),
        ("do=clip do=run", "once at most"),
        ("do=clip on=sunday", "begin or end or lost"),
        ("do='clip 999'", "0 to 120"),
        ("do=clip what=x", "0 to 120"),
        ("do=run", "a command"),
        ("do=event", "a file"),
        ("do=obs what=scene", "scene NAME"),
        ("do=obs what=explode", "replay"),
        ("do='run", "quotes"),
        ("do=clip seconds=nan", "seconds"),
        ("=", "NAME=VALUE"),
    ],
)
def test_what_is_no_rule_is_refused_in_one_sentence(text, words):
    with pytest.raises(UserError, match=words) as error:
        parse_rule(text)
    assert "\n" not in str(error.value) and str(error.value).startswith("Received --trigger")


def test_rules_are_kept_in_a_readable_file_for_their_owner():
    rules = [Rule(("gun",), seconds=0.5, do="clip", what="30"), Rule(do="run", what="true", enabled=False)]
    save_rules(rules)
    assert load_rules() == (rules, "")
    assert json.loads(rules_file().read_text())["rules"][0]["labels"] == ["gun"]
    assert rules_file().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"rules": 3}', '{"rules": [{"do": "dance"}, {"do": "clip"}]}', '{"rules": [1, {"do": "clip"}]}',
     '{"rules": [{"do": "run", "what": "' + "x" * 5000 + '"}, {"do": "clip"}]}', '{"rules": [{"labels": 1}, {"do": "clip"}]}'],
)  # fmt: skip
def test_a_damaged_file_keeps_what_can_be_read_and_is_not_lost(content):
    rules_file().parent.mkdir(parents=True, exist_ok=True)
    rules_file().write_text(content)
    rules, wrong = load_rules()
    assert wrong.startswith("Received") and len(rules) == content.count('"clip"')
    save_rules(rules)
    assert rules_file().with_name(rules_module.DAMAGED_NAME).read_text() == content


def test_a_label_must_last_and_be_likely_enough():
    seen = decisions(("others", 0, 2), ("gun", 2, 2.3), ("others", 2.3, 4), ("gun", 4, 6), ("others", 6, 7))
    assert times(would_fire([Rule(("gun",), seconds=0.5)], seen)) == [4.5]
    assert times(would_fire([Rule(("gun",), on="end", seconds=0.5)], seen)) == [6.0]
    assert times(would_fire([Rule(("gun",))], seen)) == [2.0, 4.0]
    assert times(would_fire([Rule(("gun",), confidence=0.95)], seen)) == []
    ended = would_fire([Rule(("gun",), on="end", seconds=0.5)], seen)[0]
    assert (round(ended.began, 3), ended.label, ended.previous) == (4.0, "gun", "others")


def test_a_rule_rests_and_any_label_means_each_change():
    seen = decisions(*[(label, number, number + 1) for number, label in enumerate("ababab")])
    assert times(would_fire([Rule()], seen)) == [0, 1, 2, 3, 4, 5]
    assert times(would_fire([Rule(cooldown=2.5)], seen)) == [0, 3]
    assert times(would_fire([Rule(enabled=False)], seen)) == []


def test_an_unsure_guess_neither_begins_nor_ends_anything():
    seen = decisions(("gun", 0, 1))
    seen[4] = Decision("chop", 0.3, seen[4].time, np.ones(1), sure=False)
    assert times(would_fire([Rule(("gun",), seconds=0.5), Rule(("chop",))], seen)) == [0.5]


def test_a_seek_a_loop_and_another_source_begin_anew():
    engine = RuleEngine([Rule(("gun",), seconds=0.5, cooldown=60.0)])
    fired = [x for one in decisions(("gun", 0, 0.4), ("gun", 30, 30.4)) for x in engine.decide(one, "a")]
    assert fired == []  # 30 s of gun that nobody saw
    for source in ("a", "a", "b"):  # back to the beginning: what rested is rested no more
        fired += [x for one in decisions(("gun", 0, 1)) for x in engine.decide(one, source)]
    assert times(fired) == [0.5, 0.5, 0.5]


def test_none_of_ten_thousand_changes_is_swallowed():
    engine = RuleEngine([Rule()])
    fired = [
        x for number in range(10_000) for x in engine.decide(Decision("ab"[number % 2], 0.9, number / 10, np.ones(1)))
    ]
    assert len(fired) == engine.changes == 10_000
