"""Where a rectangle of Qt's screen lies in pixels: Qt counts logical ones, a screen grabber those of the machine."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QRect


def physical(area: QRect, screens: Sequence) -> tuple[int, int, int, int]:
    """``(x, y, width, height)`` in pixels of a logical ``area``, by the scale of the screen that its middle is on.

    Args:
        screens: QScreens. With screens of several scales side by side, positions on the second are Qt's best word.
    """
    middle = area.center()
    screen = next((one for one in screens if one.geometry().contains(middle)), screens[0])
    ratio, origin = screen.devicePixelRatio(), screen.geometry().topLeft()
    return (
        round(origin.x() + (area.x() - origin.x()) * ratio),
        round(origin.y() + (area.y() - origin.y()) * ratio),
        round(area.width() * ratio),
        round(area.height() * ratio),
    )
