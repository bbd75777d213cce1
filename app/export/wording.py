"""Labels as people read them."""

from __future__ import annotations


def title_of(label: str) -> str:
    """``"shooting"`` as ``"Shooting"``, ``"open_chest"`` as ``"Open chest"``; on one line, whatever the label."""
    words = " ".join(label.replace("_", " ").split())
    return words[:1].upper() + words[1:]
