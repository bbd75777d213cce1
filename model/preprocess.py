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
    """Resize BGR uint8 ``(height, width, 3)`` to ``size`` = ``(height, width)``; INTER_AREA, so nothing shimmers."""
    height, width = size
    if image.shape[:2] == (height, width):
        return image
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def scale(images: np.ndarray, scaling: str) -> np.ndarray:
    """BGR uint8 ``(..., 3)`` to float32 of the same shape, in the colour order and range of ``scaling``.

    ``tf``: RGB in -1..1. ``unit``: RGB in 0..1. ``caffe``: BGR less ImageNet's means (as VGG19 was trained).
    """
    if scaling == "caffe":
        return images.astype(np.float32) - IMAGENET_BGR_MEANS
    rgb = images[..., ::-1].astype(np.float32)
    if scaling == "tf":
        rgb *= np.float32(1 / 127.5)
        rgb -= np.float32(1)
    else:
        rgb *= np.float32(1 / 255)
    return rgb


def prepare(image: np.ndarray, spec: ModelSpec) -> np.ndarray:
    """One BGR uint8 picture of any size to the CNN's float32 input ``(height, width, 3)``."""
    return scale(resize(image, spec.image_size), spec.scaling)
