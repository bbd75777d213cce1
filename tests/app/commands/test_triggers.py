"""``triggers``: rules are listed, and tried on a video without anything being done."""

from __future__ import annotations

from app.integrations.rules import Rule, save_rules


def test_rules_are_listed_and_tried(call, start_of_demo, tmp_path):
    save_rules([Rule(("chests",), seconds=0.5, do="run", what="no-such-program-anywhere")])
    assert "chests begins, for 0.5 s: run no-such-program" in call("triggers").stdout
    event = tmp_path / "events"
    done = call("triggers", start_of_demo, "--quiet", "--trigger", f"labels=gun,chop,shooting do='event {event}'")
    assert done.returncode == 0 and not event.exists()
    rows = [line.split() for line in done.stdout.splitlines() if " s " in line and "any" not in line]
    fired = int(done.stdout.split("would have fired ")[1].split()[0])
    assert fired == len([row for row in rows if row[1] == "s"]) >= 2
    assert {row[2] for row in rows if row[1] == "s"} <= {"gun", "chop", "shooting"}


def test_a_wrong_rule_begins_nothing(call, start_of_demo):
    done = call("triggers", start_of_demo, "--trigger", "do=dance")
    assert done.returncode == 2 and "clip or run" in done.stderr
    assert call("live", start_of_demo, "--trigger", "do=dance").returncode == 2
