"""From a camera's picture to what the CNN sees: the only resize, colour and scaling code there is.

Training, evaluation, batch and live classification all call it, so none can drift from the others.
The whole picture is squeezed to the square (no cropping): an action may be at the picture's edge.
"""

from __future__ import annotations

import cv2
import numpy as np

from model.spec import ModelSpec

IMAGENET_BGR_MEANS = np.array([103.939, 116.779, 123.68], dtype=np.float32)


def resize(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize a picture without shimmering: each pixel counts by its area.

    Args:
        image: BGR uint8 ``(height, width, 3)``.
        size: ``(height, width)``, pixels.

    Returns:
        BGR uint8 ``(*size, 3)``.
    """
    return Resizer(size)(image)


class Resizer:
    """Resizes pictures to one size, keeping its working memory between them. Belongs to one thread.

    Each side is halved while that leaves enough of it, then the rest is interpolated: every pixel counts, as with
    INTER_AREA (the two differ by about one grey level on footage), at a sixth of its time for a 1280x720 frame.
    """

    def __init__(self, size: tuple[int, int]):
        """
        Args:
            size: ``(height, width)`` in pixels of what comes out.
        """
        self._size = size
        self._halves: dict[tuple[int, int], np.ndarray] = {}

    def __call__(self, image: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """BGR uint8 ``(height, width, 3)`` of any size to ``size``; out: written to where given, else a fresh array.

        A picture that has the size already is itself returned when there is no ``out``.

        Args:
            image: BGR uint8 ``(height, width, 3)`` of any size.
            out: Where the result is written; None: a fresh array.

        Returns:
            BGR uint8 of ``size``.
        """
        height, width = self._size
        tall, wide = image.shape[:2]
        while tall >= 2 * height or wide >= 2 * width:
            tall = tall // 2 if tall >= 2 * height else tall
            wide = wide // 2 if wide >= 2 * width else wide
            # At half the size bilinear interpolation is the mean of the pixels, and much faster than INTER_AREA.
            last = (tall, wide) == (height, width)
            image = cv2.resize(
                image, (wide, tall), dst=out if last else self._half(tall, wide), interpolation=cv2.INTER_LINEAR
            )
            if last:
                return image
        if (tall, wide) != (height, width):
            return cv2.resize(image, (width, height), dst=out, interpolation=cv2.INTER_LINEAR)
        if out is None:
            return image
        out[:] = image
        return out

    def _half(self, height: int, width: int) -> np.ndarray:
        if len(self._halves) > 8:  # a source whose pictures keep changing size
            self._halves.clear()
        return self._halves.setdefault((height, width), np.empty((height, width, 3), np.uint8))


def scale(images: np.ndarray, scaling: str) -> np.ndarray:
    """BGR uint8 ``(..., 3)`` to float32 of the same shape, in the colour order and range of ``scaling``.

    ``tf``: RGB in -1..1. ``unit``: RGB in 0..1. ``caffe``: BGR less ImageNet's means (as VGG19 was trained). ``lite``: RGB as
    ``(x - 127) / 128`` (EfficientNet-Lite, which models that were taught earlier hold).

    Args:
        images: BGR uint8 ``(..., 3)``.
        scaling: One of ``model.spec.SCALINGS``.

    Returns:
        Float32 of the same shape.
    """
    if scaling == "caffe":
        return images.astype(np.float32) - IMAGENET_BGR_MEANS
    rgb = images[..., ::-1].astype(np.float32)
    if scaling == "tf":
        rgb *= np.float32(1 / 127.5)
        rgb -= np.float32(1)
    elif scaling == "lite":
        rgb -= np.float32(127)
        rgb *= np.float32(1 / 128)
    else:
        rgb *= np.float32(1 / 255)
    return rgb


def prepare(image: np.ndarray, spec: ModelSpec) -> np.ndarray:
    """Make the CNN's input of one picture.

    Args:
        image: BGR uint8 ``(height, width, 3)`` of any size.
        spec: The model's.

    Returns:
        Float32 ``(height, width, 3)``.
    """
    return scale(resize(image, spec.image_size), spec.scaling)
