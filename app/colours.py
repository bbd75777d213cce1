"""The colour of each label, in the window and in recordings."""

from __future__ import annotations

from collections.abc import Iterable

# Okabe and Ito's colours: told apart with every common colour blindness.
LABEL_COLOURS = {"chop": "#E69F00", "others": "#8A93A6", "gun": "#56B4E9", "chests": "#F0E442", "shooting": "#D55E00"}
SPARE_COLOURS = ("#009E73", "#CC79A7", "#0072B2")


def label_colours(labels: Iterable[str]) -> dict[str, str]:
    """A colour ``#RRGGBB`` for each label; labels not in LABEL_COLOURS take turns with the spare ones, in order."""
    colours, spare = {}, 0
    for label in labels:
        if label in LABEL_COLOURS:
            colours[label] = LABEL_COLOURS[label]
        else:
            colours[label] = SPARE_COLOURS[spare % len(SPARE_COLOURS)]
            spare += 1
    return colours
