"""Models by what they know: how the menu calls them, and which there are besides the program's own. Reads files only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.label_display import LABEL_COLOURS, title_of
from app.remembered import recent_models, recent_projects
from app.teach.report import REPORT_FILE, taught_models
from model.datasets.project import MODELS, PROJECT_FILE
from model.json_data import is_number, is_text, read_json
from model.registry import WEIGHTS, list_models
from model.safe_text import shortened
from model.spec import ModelSpec

EVALUATION_FILE = "evaluation.json"
SHIPPED_GAME = "Freedoom"  # of the program's own models, where their evaluation names no others
_GAME = re.compile(r"On (.+), test")  # a section of an evaluation that tells several games apart
MOST_BYTES = 2**22
LONGEST = 60  # characters of a game's name
NAMED = 3  # of a model's games, where there are two others or more, which are counted


@dataclass(frozen=True)
class ModelTitle:
    """What a model knows.

    Attributes:
        text: Such as ``Freedoom: 5 actions, 99 % of clips right``.
        details: Its name, network and labels.
    """

    text: str
    details: str


def title_of_model(folder: Path, spec: ModelSpec) -> ModelTitle:
    """Call a model by what it knows.

    Args:
        folder: The model's.
        spec: Its description.

    Returns:
        The words.
    """
    share = _share_right(folder)
    right = "" if share is None else f", {100 * share:.0f} % of clips right"
    labels = ", ".join(title_of(label) for label in spec.labels)
    return ModelTitle(
        f"{_game(folder, spec)}: {len(spec.labels)} actions{right}", f"{spec.name} ({spec.network}): {labels}"
    )


def known_models() -> list[Path]:
    """The program's own models, those taught in the projects that were open last, and others that were used before."""
    found = [
        *list_models(),
        *(one for project in recent_projects() for one in taught_models(project)),
        *recent_models(),
    ]
    return list({folder.resolve(): folder for folder in found}.values())


def _game(folder: Path, spec: ModelSpec) -> str:
    if folder.parent.name == MODELS:
        try:
            name = read_json(folder.parent.parent / PROJECT_FILE)["name"]
            if is_text(name, LONGEST) and name.strip():
                return name
        except (OSError, ValueError, KeyError, TypeError):
            pass
    if folder.resolve().parent == WEIGHTS.resolve() and set(spec.labels) <= set(LABEL_COLOURS):
        return _tested_games(folder) or SHIPPED_GAME
    return spec.name


def _tested_games(folder: Path) -> str:
    """The games that a model was tested on one by one, the first of many by name; "" where it was not."""
    try:
        sections = read_json(folder / EVALUATION_FILE, most_bytes=MOST_BYTES)
    except (OSError, ValueError):
        return ""
    found = [game[1] for name in sections if (game := _GAME.fullmatch(name))] if isinstance(sections, dict) else []
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED + 1 else ""
    return shortened(", ".join(found[:NAMED] if more else found), LONGEST) + more


def _share_right(folder: Path) -> float | None:
    """The share of clips that it gets right in time that it did not learn from; None where nobody measured it."""
    for name, keys in ((EVALUATION_FILE, ("On test", "clip_accuracy")), (REPORT_FILE, ("held_out", "accuracy"))):
        try:
            data = read_json(folder / name, most_bytes=MOST_BYTES)
            for key in keys:
                data = data[key]
            if is_number(data, 0, 1):
                return float(data)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None
