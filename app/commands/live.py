"""``live``: the window on a source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Device, Model, check_device, with_settings
from app.settings_model import SettingsModel
from model.safe_text import say

if TYPE_CHECKING:
    from app.integrations.connections import Connections
    from app.integrations.rules import Rule
    from app.recording.recordings import Recordings


@with_settings
def live(
    source: Annotated[
        str,
        typer.Argument(
            help="A camera's number, a video file or a URL; the last source if left out.", metavar="[SOURCE]"
        ),
    ] = "",
    model: Model = "",
    record: Annotated[
        Path | None, typer.Option(help="Record to this .mkv, or .mp4 (made of it on a clean end).", metavar="FILE")
    ] = None,
    events: Annotated[
        str, typer.Option(help="Append a line of JSON at each change of label; - is standard output.", metavar="FILE")
    ] = "",
    on_label: Annotated[
        str, typer.Option(help="Run this at a change of label; LAC_LABEL and others tell it which.", metavar="COMMAND")
    ] = "",
    trigger: Annotated[
        list[str] | None,
        typer.Option(
            help='A rule, such as `labels=shooting seconds=0.5 do="clip 30"`; may be given several times (see `triggers`).',
            metavar="RULE",
        ),
    ] = None,
    device: Device = "auto",
    quit_after: Annotated[
        float | None, typer.Option(help="Quit after so many seconds.", min=0.0, max=1e6, hidden=True)
    ] = None,
    screenshot: Annotated[Path | None, typer.Option(help="Save the window's picture on quitting.", hidden=True)] = None,
    report: Annotated[Path | None, typer.Option(help="Save what was seen as JSON on quitting.", hidden=True)] = None,
    *,
    settings: SettingsModel,
) -> None:
    """Open the window on SOURCE and label it live."""
    from app import runtime_env
    from app.log import begin_log
    from app.sources import check_source
    from model.registry import DEFAULT_MODEL, find_model
    from model.spec import read_spec

    check_device(device)
    begin_log()
    if source:
        check_source(source)
    else:
        source = _remembered(settings.now.last_source)
    folder = find_model(model) if model else _remembered_model(settings.now.model, DEFAULT_MODEL)
    read_spec(folder)
    runtime_env.check_display()
    from app.window import run_window

    connections, recordings = _connected(settings, trigger or [], on_label)
    raise typer.Exit(
        run_window(
            source,
            folder,
            settings=settings,
            recordings=recordings,
            connections=connections,
            record=record,
            events=events,
            screenshot=screenshot,
            quit_after=quit_after,
            report=report,
            device=device,
        )
    )


def _connected(settings: SettingsModel, triggers: list[str], on_label: str) -> tuple[Connections, Recordings]:
    """What rules act through: those that are kept, which are told where they are wrong, and those of this run. Raises
    UserError."""
    from app.errors import UserError
    from app.integrations.connections import Connections
    from app.integrations.rules import load_rules
    from app.recording.recordings import Recordings

    kept, wrong = load_rules()
    if wrong:
        say(wrong, error=True)
    rules = _rules(triggers, on_label)
    connections = Connections(settings.now)
    try:
        recordings = Recordings(settings.now, rules, kept, obs=connections.obs)
    except UserError:
        connections.close()
        raise
    for problem in recordings.triggers.problems.values():
        say(problem, error=True)
    return connections, recordings


def _rules(triggers: list[str], on_label: str) -> list[Rule]:
    """The rules of this run alone. Raises UserError."""
    from app.integrations.rules import parse_rule
    from app.integrations.triggers import on_label_rule
    from app.live.hook_command import command_words

    rules = [parse_rule(text) for text in triggers]
    if on_label:
        command_words(on_label, "--on-label")
        rules.append(on_label_rule(on_label))
    return rules


def _remembered(last_source: str) -> str:
    """The last source if it can still be played, else the demo clip."""
    from app.settings import DEMO_CLIP
    from app.sources import SourceError, check_source
    from app.sources.file import check_file

    if last_source:
        try:
            check_source(last_source)
            return last_source
        except SourceError as error:
            say(f"{error} Playing the demo clip instead.", error=True)
    check_file(DEMO_CLIP)  # opening it, too, would only make the first start slower
    return str(DEMO_CLIP)


def _remembered_model(last_model: str, default: str) -> Path:
    """The model used last if it is still there, else the default one."""
    from model.errors import ModelError
    from model.registry import find_model
    from model.spec import read_spec

    if last_model:
        try:
            folder = find_model(last_model)
            read_spec(folder)
            return folder
        except ModelError as error:
            say(f"{error} Using {default} instead.", error=True)
    return find_model(default)
