"""Augmentations: ways in which the same moment might have been filmed, shown and compressed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from model.engine.preprocess import resize


@dataclass(frozen=True)
class Augmentation:
    """One way of changing pictures; ``Augmentation()`` changes nothing.

    Apply the same one to all frames of a sequence, as one camera would.

    flip: whether left and right are swapped.
    crop: ``(left, top, width, height)`` as shares of the picture, 0 to 1.
    tone: a table of 256 entries a channel, ``(256, 1, 3)`` uint8; None: the tones stay.
    width: the picture is first shrunk to this many pixels; None: it is not.
    quality: JPEG quality, 1 to 100; None: it is not compressed.
    blur: sigma in pixels of the final picture; 0: none.
    strip: ``(top, bottom, grey)``, a band in shares of the height that an on-screen display might cover; None: none.
    """

    flip: bool = False
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    tone: np.ndarray | None = None
    width: int | None = None
    quality: int | None = None
    blur: float = 0.0
    strip: tuple[float, float, int] | None = None

    def apply(self, image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Change a picture.

        Args:
            image: BGR uint8 ``(height, width, 3)`` of any size.
            size: ``(height, width)`` in pixels of what is wanted.

        Returns:
            BGR uint8 of that size.
        """
        height, width = image.shape[:2]
        left, top, wide, high = self.crop
        if (wide, high) != (1.0, 1.0):
            image = image[
                int(top * height) : int((top + high) * height), int(left * width) : int((left + wide) * width)
            ]
        if self.width is not None and self.width < image.shape[1]:
            image = resize(image, (max(32, round(image.shape[0] * self.width / image.shape[1])), self.width))
        if self.quality is not None:
            image = resize(image, size) if image.shape[1] > 640 else image  # JPEG of a large picture is slow
            packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, self.quality])[1]
            image = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        image = resize(image, size)
        if self.tone is not None:
            image = cv2.LUT(image, self.tone)
        if self.blur:
            image = cv2.GaussianBlur(image, (0, 0), self.blur)
        if self.strip is not None:
            start, stop, grey = self.strip
            image = image.copy()
            image[int(start * size[0]) : int(stop * size[0])] = grey
        return np.ascontiguousarray(image[:, ::-1]) if self.flip else image


def augment(image: np.ndarray, size: tuple[int, int], seeds: list[int] | None) -> np.ndarray:
    """``image`` resized to ``size``, and changed at random where there are ``seeds`` to draw the change from.

    Args:
        image: BGR uint8 ``(height, width, 3)``.
        size: ``(height, width)`` in pixels.
        seeds: The same seeds draw the same augmentation; None: the picture is only resized.

    Returns:
        BGR uint8 of that size.
    """
    if seeds is None:
        return resize(image, size)
    return draw_augmentation(np.random.default_rng(seeds)).apply(image, size)


def draw_augmentation(rng: np.random.Generator) -> Augmentation:
    """A random augmentation, from nearly none to harsh."""
    wide, high = rng.uniform(0.85, 1.0, 2)
    return Augmentation(
        flip=bool(rng.random() < 0.5),
        crop=(rng.uniform(0, 1 - wide), rng.uniform(0, 1 - high), wide, high)
        if rng.random() < 0.7
        else (0.0, 0.0, 1.0, 1.0),
        tone=_tone(rng) if rng.random() < 0.85 else None,
        width=int(rng.integers(180, 520)) if rng.random() < 0.5 else None,
        quality=int(rng.integers(10, 91)) if rng.random() < 0.6 else None,
        blur=float(rng.uniform(0.4, 1.1)) if rng.random() < 0.2 else 0.0,
        strip=_strip(rng) if rng.random() < 0.15 else None,
    )


def _tone(rng: np.random.Generator) -> np.ndarray:
    """Random gamma, contrast, brightness and colour cast as a table ``(256, 1, 3)`` uint8."""
    level = np.linspace(0, 1, 256)[:, None]
    level = level ** rng.uniform(0.7, 1.4)
    contrast, brightness = rng.uniform(0.8, 1.2), rng.uniform(-0.1, 0.1)
    cast = rng.uniform(0.9, 1.1, 3)
    table = ((level - 0.5) * contrast + 0.5 + brightness) * cast
    return (np.clip(table, 0, 1) * 255).round().astype(np.uint8)[:, None, :]


def _strip(rng: np.random.Generator) -> tuple[float, float, int]:
    """A random band at the top or at the bottom of the picture; see ``Augmentation.strip``."""
    high = rng.uniform(0.05, 0.16)
    start = 0.0 if rng.random() < 0.3 else 1 - high
    return start, start + high, int(rng.integers(0, 140))
