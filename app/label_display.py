"""How labels are shown to people: their names and their colours, in the window, in recordings and in exports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from model.datasets.project import COLOURS
from model.safe_text import one_line, shortened

if TYPE_CHECKING:
    from app.timeline.timeline import Segment

LONGEST = 80  # characters
# Okabe and Ito's colours: told apart with every common colour blindness.
LABEL_COLOURS = {"chop": "#E69F00", "others": "#8A93A6", "gun": "#56B4E9", "chests": "#F0E442", "shooting": "#D55E00"}


def label_colours(labels: Iterable[str]) -> dict[str, str]:
    """Choose the colours of a model's labels, told apart with every common colour blindness.

    Args:
        labels: In any order; those that are not in LABEL_COLOURS take, in their order, what the others leave of COLOURS.

    Returns:
        A colour ``#RRGGBB`` for each label.
    """
    labels = tuple(labels)
    used = [LABEL_COLOURS[label] for label in labels if label in LABEL_COLOURS]
    colours = {}
    for label in labels:
        colour = LABEL_COLOURS.get(label)
        if colour is None:
            colour = min(COLOURS, key=used.count)
            used.append(colour)
        colours[label] = colour
    return colours


def title_of(label: str) -> str:
    """A label as people read it.

    Args:
        label: Any text, such as ``open_chest``.

    Returns:
        It on one line, of LONGEST characters at most, such as ``Open chest``.
    """
    words = shortened(one_line(" ".join(label.replace("_", " ").split())), LONGEST)
    return words[:1].upper() + words[1:]


def sureness(part: Segment) -> str:
    """How sure a segment's label is, as exports say it: ``93 %``, or that a person set it."""
    return "(by hand)" if part.by_user else f"{round(100 * part.confidence)} %"
