"""Draws what the window shows onto a frame: the label, its confidence, a bar for each label. OpenCV alone, no Qt."""

from __future__ import annotations

import cv2
import numpy as np

from app.frames import Decision
from app.label_display import label_colours

_INK, _TEXT, _PALE, _TRACK = (18, 13, 11), (247, 241, 238), (200, 190, 180), (70, 62, 56)  # BGR
_FONT = cv2.FONT_HERSHEY_DUPLEX


def annotate(image: np.ndarray, decision: Decision | None, labels: tuple[str, ...]) -> np.ndarray:
    """Draw a label on a copy of a picture.

    The card lies at the lower left and grows with the picture.

    Args:
        image: BGR uint8 ``(height, width, 3)``.
        decision: What is drawn; None: nothing is known yet.
        labels: In the order of the probabilities.

    Returns:
        Of the same size.
    """
    image = image.copy()
    if decision is None:
        return image
    unit = max(1.0, min(image.shape[1] / 1280, image.shape[0] / 720) * 2.0) / 2.0
    wide, high = round(330 * unit), round((92 + 20 * len(labels)) * unit)
    left, top = round(20 * unit), image.shape[0] - round(20 * unit) - high
    if top < 0 or left + wide > image.shape[1]:  # too small a picture for the card: its one line must do
        _text(image, _line(decision), (4, image.shape[0] - 6), 0.4, _TEXT)
        return image
    card = image[top : top + high, left : left + wide]
    np.copyto(card, cv2.addWeighted(card, 0.18, np.full_like(card, _INK), 0.82, 0))
    colours = {name: _bgr(colour) for name, colour in label_colours(labels).items()}
    colour = colours.get(decision.label, _PALE)

    def at(x: float, y: float) -> tuple[int, int]:
        return left + round(x * unit), top + round(y * unit)

    cv2.rectangle(image, at(12, 14), at(17, 62), colour, cv2.FILLED)
    name = decision.label.capitalize() if decision.sure else f"{decision.label.capitalize()}?"
    _text(image, name, at(30, 48), 1.05 * unit, _TEXT)
    figure = f"{decision.confidence:.0%}"
    width = cv2.getTextSize(figure, _FONT, 0.8 * unit, 1)[0][0]
    _text(image, figure, (at(312, 0)[0] - width, at(0, 48)[1]), 0.8 * unit, _PALE)
    for row, (label, share) in enumerate(zip(labels, decision.probabilities, strict=False)):
        y = 84 + 20 * row
        _text(image, label, at(30, y + 5), 0.42 * unit, _PALE)
        cv2.rectangle(image, at(112, y - 3), at(312, y + 3), _TRACK, cv2.FILLED)
        cv2.rectangle(image, at(112, y - 3), at(112 + 200 * float(share), y + 3), colours[label], cv2.FILLED)
    return image


def _line(decision: Decision) -> str:
    return f"{decision.label} {decision.confidence:.0%}"


def _text(image: np.ndarray, text: str, place: tuple[int, int], scale: float, colour: tuple[int, int, int]) -> None:
    cv2.putText(image, text, place, _FONT, scale, colour, 1, cv2.LINE_AA)


def _bgr(colour: str) -> tuple[int, int, int]:
    """``#RRGGBB`` as OpenCV wants it."""
    return int(colour[5:7], 16), int(colour[3:5], 16), int(colour[1:3], 16)
