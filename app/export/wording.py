"""Labels as people read them."""

from __future__ import annotations

from model.safe_text import one_line, shortened

LONGEST = 80  # characters


def title_of(label: str) -> str:
    """``"shooting"`` as ``"Shooting"``, ``"open_chest"`` as ``"Open chest"``; short and on one line, whatever the label."""
    words = shortened(one_line(" ".join(label.replace("_", " ").split())), LONGEST)
    return words[:1].upper() + words[1:]
