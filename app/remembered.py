"""What the program remembers from one run to the next of what was opened: sources, models, projects. In the settings' file."""

from __future__ import annotations

from pathlib import Path

from app.settings import load_settings, save_settings
from app.sources import is_demo, is_file_source
from model.addresses import kept_address, lacks_secrets
from model.datasets.project import is_project
from model.paths import expand_user
from model.registry import WEIGHTS
from model.spec import SPEC_FILE

RECENT = 8  # sources, and projects

_whole: dict[str, str] = {}  # of this run alone: addresses as they were asked for, by what is kept of them


def remember_source(source: str) -> None:
    """Keep ``source`` as the one to begin with next time. The demo clip takes nobody's place: it is played without any.

    Args:
        source: As for ``app.sources.open_source``; an address is kept without its user, password and token.
    """
    if is_demo(source):
        return
    if is_file_source(source):
        source = str(expand_user(source).resolve())
    whole, source = source, kept_address(source)
    _whole[source] = whole
    settings = load_settings()
    if settings.last_source != source:
        others = [one for one in settings.recent.split("\n") if one and one != source]
        save_settings(settings.with_(last_source=source, recent="\n".join([source, *others[: RECENT - 1]])))


def recent_sources() -> list[str]:
    """The sources shown last, the newest first."""
    return [one for one in load_settings().recent.split("\n") if one]


def whole_source(source: str) -> str | None:
    """One of ``recent_sources`` as it can be opened.

    Args:
        source: As it was kept.

    Returns:
        The whole address; None where its user, password or token was not kept.
    """
    return _whole.get(source) if lacks_secrets(source) else source


def forget_addresses() -> None:
    """Forget the addresses as they were asked for, as the end of the program does."""
    _whole.clear()


def remember_model(model: Path) -> None:
    """Keep a model's folder as the one to begin with next time.

    Args:
        model: Kept by its name where it is one of the program's own.
    """
    settings = load_settings()
    if model.resolve().parent == WEIGHTS.resolve():
        save_settings(settings.with_(model=model.name))
        return
    name = str(model.resolve())
    others = [one for one in settings.models.split("\n") if one and one != name]
    save_settings(settings.with_(model=name, models="\n".join([name, *others[: RECENT - 1]])))


def recent_models() -> list[Path]:
    """The folders of models, besides the program's own, that were used last and are there still, the newest first."""
    return [Path(one) for one in load_settings().models.split("\n") if one and (Path(one) / SPEC_FILE).is_file()]


def remember_project(folder: Path) -> None:
    """Keep a teaching project's folder among those that were open last.

    Args:
        folder: The project's.
    """
    settings, text = load_settings(), str(folder.resolve())
    others = [one for one in settings.projects.split("\n") if one and one != text]
    save_settings(settings.with_(projects="\n".join([text, *others[: RECENT - 1]])))


def recent_projects() -> list[Path]:
    """The teaching projects that were open last and are there still, the newest first."""
    return [Path(one) for one in load_settings().projects.split("\n") if one and is_project(Path(one))]
