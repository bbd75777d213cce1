"""High brightness and wide colours made fit for an ordinary screen, which is what the model has learned from.

PQ and HLG (ITU-R BT.2100) are brought to the light that a screen would give, whose highlights are then bent into what an
ordinary one can show (the curve of ITU-R BT.2390-11, 5.4.1, from 1000 cd/m2 to the white of paper, 203 cd/m2 by ITU-R
BT.2408), and wide primaries to those of BT.709. One way for everyone, which looks at one frame alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import av

PAPER_WHITE = 203.0  # cd/m2: becomes the ordinary screen's white
PEAK = 1000.0  # cd/m2: the brightest that is told apart
SCREEN_GAMMA = 2.4  # of an ordinary screen (ITU-R BT.1886)
_PQ, _HLG = 16, 18  # transfer characteristics, by ITU-T H.273
_BT2020, _DCI_P3, _DISPLAY_P3 = 9, 11, 12  # colour primaries, by ITU-T H.273
_UNKNOWN, _BT2020_MATRIX, _BT2020_CONSTANT = 2, 9, 10
# RGB of BT.709 from RGB of the wider ones (ITU-R BT.2087, 4.1; P3 by the same reckoning, with the white of daylight).
_TO_BT709 = {
    _BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    _DISPLAY_P3: ((1.2249, -0.2249, 0.0), (-0.0421, 1.0421, 0.0), (-0.0196, -0.0786, 1.0983)),
}
_TO_BT709[_DCI_P3] = _TO_BT709[_DISPLAY_P3]
_BRIGHTNESS = np.array((0.0593, 0.6780, 0.2627), np.float32)  # of blue, green and red of BT.2020
_LEVELS = 4096  # of the tables: as fine as 12 bits
_STRIP = 16  # lines


def is_wide(frame: av.VideoFrame) -> bool:
    """Whether the frame's colours are not those of an ordinary screen, by its tags."""
    return (
        frame.color_trc in (_PQ, _HLG)
        or frame.color_primaries in _TO_BT709
        or (frame.colorspace in (_BT2020_MATRIX, _BT2020_CONSTANT) and frame.color_primaries == _UNKNOWN)
    )


def to_ordinary(frame: av.VideoFrame, width: int) -> np.ndarray:
    """``frame`` as BGR uint8 ``(height, width, 3)`` for an ordinary screen."""
    transfer = frame.color_trc
    # Without a tag the matrix is BT.2020's where the light is; FFmpeg would take BT.601's.
    unknown = transfer in (_PQ, _HLG) and frame.colorspace == _UNKNOWN or frame.colorspace == _BT2020_CONSTANT
    matrix = {"src_colorspace": "BT2020"} if unknown else {}
    codes = frame.to_ndarray(width=width, format="bgr48le", interpolation="BICUBIC", threads=1, **matrix)
    primaries = np.array(_TO_BT709.get(frame.color_primaries, _TO_BT709[_BT2020]), np.float32)[::-1, ::-1]
    image = np.empty(codes.shape, np.uint8)
    for top in range(0, len(codes), _STRIP):  # what is reckoned with stays in the processor's cache
        image[top : top + _STRIP] = _shown(codes[top : top + _STRIP], transfer, primaries)
    return image


def _shown(codes: np.ndarray, transfer: int, primaries: np.ndarray) -> np.ndarray:
    """What an ordinary screen shows of ``codes``, uint16 ``(height, width, 3)``; primaries: BGR of BT.709 from theirs."""
    import cv2

    light = _light(transfer)[codes >> 4]
    if transfer == _HLG:
        light *= PEAK * np.power(light @ _BRIGHTNESS, 0.2)[..., np.newaxis]  # the screen's own curve, BT.2100 table 5
    if transfer in (_PQ, _HLG):
        brightest = cv2.max(cv2.max(light[..., 0], light[..., 1]), light[..., 2])
        light *= _bend()[_index(brightest / 10_000)][..., np.newaxis]
    return _codes()[_index(cv2.transform(light, primaries / PAPER_WHITE))]


def _index(share: np.ndarray) -> np.ndarray:
    """Where 0..1 stands in a table of the square roots, which are finer where it is dark."""
    share = np.sqrt(np.clip(share, 0, 1))
    share *= _LEVELS - 1
    share += 0.5
    return share.astype(np.uint16)


@lru_cache(maxsize=4)
def _light(transfer: int) -> np.ndarray:
    """cd/m2 of each code of 12 bits; of HLG, the share of the scene's light."""
    code = np.arange(_LEVELS) / (_LEVELS - 1)
    if transfer == _PQ:
        light = _from_pq(code)
    elif transfer == _HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        light = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    else:
        light = PAPER_WHITE * code**SCREEN_GAMMA
    return light.astype(np.float32)


@lru_cache(maxsize=1)
def _bend() -> np.ndarray:
    """By what light whose brightest colour has ``10000 (n / 4095)^2`` cd/m2 is multiplied (BT.2390-11, 5.4.1)."""
    light = 10_000 * (np.arange(_LEVELS) / (_LEVELS - 1)) ** 2
    top = _to_pq(PEAK)
    share, most = np.minimum(_to_pq(light) / top, 1.0), _to_pq(PAPER_WHITE) / top
    knee = 1.5 * most - 0.5
    t = np.clip((share - knee) / (1 - knee), 0, 1)
    bent = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    shown = _from_pq(np.where(share < knee, share, bent) * top)
    return np.where(light > 0, shown / np.maximum(light, 1e-9), 1.0).astype(np.float32)


@lru_cache(maxsize=1)
def _codes() -> np.ndarray:
    """The ordinary screen's code for ``(n / 4095)^2`` of its white."""
    share = (np.arange(_LEVELS) / (_LEVELS - 1)) ** 2
    return np.round(255 * share ** (1 / SCREEN_GAMMA)).astype(np.uint8)


def _from_pq(code: np.ndarray) -> np.ndarray:
    """cd/m2 of PQ codes 0..1 (BT.2100 table 4)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = np.asarray(code) ** (1 / m2)
    return 10_000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)


def _to_pq(light: np.ndarray | float) -> np.ndarray | float:
    """PQ codes 0..1 of cd/m2 (BT.2100 table 4)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = (np.asarray(light) / 10_000) ** m1
    return ((c1 + c2 * power) / (1 + c3 * power)) ** m2
