"""``triggers``: the rules there are, and what they would have done on a recorded video."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Device, Model, Quiet, check_device
from model.safe_text import say


def triggers(
    video: Annotated[
        Path | None, typer.Argument(help="A video to try the rules on; none: list them.", metavar="[VIDEO]")
    ] = None,
    trigger: Annotated[
        list[str] | None,
        typer.Option(help="A rule to try instead of those that are kept, as for `live`.", metavar="RULE"),
    ] = None,
    model: Model = "",
    device: Device = "auto",
    quiet: Quiet = False,
) -> None:
    """List the rules of `live`, or say when they would have fired on VIDEO; nothing is done.

    A rule is NAME=VALUE, with blanks between them: `labels=shooting,chests`, `on=begin` (or end, lost), `confidence=0.8`,
    `seconds=0.5` (how long it must last), `cooldown=10`, and `do=`: `"clip 30"`, `"run COMMAND"`, `"event FILE"`,
    `"obs replay"` (or `chapter NAME`, `scene NAME`, `show SOURCE`, `hide SOURCE`, `text SOURCE`), `"sound FILE"`.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import print_table, progress_bar
    from app.integrations.rules import load_rules, parse_rule, rules_file

    check_device(device)
    rules = [parse_rule(text) for text in trigger or []]
    if not rules:
        rules, wrong = load_rules()
        if wrong:
            say(wrong, error=True)
    if video is None or not rules:
        rows = [(rule.sentence, "on" if rule.enabled else "off") for rule in rules]
        print_table(f"{rules_file()}: {len(rules)} rules", ("rule", ""), rows)
        raise typer.Exit()
    from app.integrations.rule_engine import would_fire
    from app.recorded.classify import classify_video
    from model.engine import open_engine
    from model.engine.litert import threads_beside_decoding
    from model.registry import DEFAULT_MODEL, find_model

    engine = open_engine(find_model(model or DEFAULT_MODEL), threads_beside_decoding(), device)
    with progress_bar(quiet) as bar:
        result = classify_video(video, engine, bar.update)
    fired = would_fire(rules, result.decisions)
    rows = [(f"{one.time:.2f} s", one.label, f"{one.confidence:.0%}", rules[one.rule].sentence) for one in fired]
    print_table(f"{video}: would have fired {len(fired)} times", ("at", "label", "confidence", "rule"), rows)
