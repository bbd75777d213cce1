"""How much of a weapon is to be seen: what is in hand may be in the dark, or below the picture's edge."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from model.games.darkplaces.script import FPS, PROBE
from model.games.shots import GUN
from model.video.reader import read_frames

FILMED = f"lt(mod(n,{PROBE + 2}),{PROBE})"  # ffmpeg's expression for the film's frames that are no probes
TOLD_APART = 10  # of 255, by which a pixel must differ to be seen
SWUNG, SWING_SECONDS = "chop", 0.4
VISIBLE = 0.01  # of the picture; a weapon that shows less is not seen in small pictures, compressed


def weapon_shares(raw: Path, frames: int) -> np.ndarray:
    """The share of the picture that the weapon covers, by the probes (``Script.text``).

    Args:
        raw: The film, probes among its frames.
        frames: How many the script has.

    Returns:
        ``(frames,)``, of each by the nearest probe.
    """
    shares, drawn = [], None
    for number, (_, _, image) in enumerate(read_frames(raw, lambda time: 1)):
        place = number % (PROBE + 2)
        if place == PROBE:
            drawn = image
        elif place == PROBE + 1:
            differs = np.abs(image.astype(np.int16) - drawn).max(axis=2) > TOLD_APART
            # A weapon is a patch; what still moves between the two pictures is edges and grain.
            patches = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
            shares.append(float(patches.mean()))
    nearest = np.clip((np.arange(frames) - PROBE // 2 + 1) // PROBE, 0, max(0, len(shares) - 1))
    return np.array(shares)[nearest] if shares else np.ones(frames)


def only_seen(labels: list[str | None], shares: np.ndarray) -> list[str | None]:
    """``labels`` of frames without those that a weapon is needed for where nobody could tell that one is in hand.

    A firearm at rest must cover VISIBLE of the picture; what is swung may leave it, but not for SWING_SECONDS before and after.
    """
    reach = round(SWING_SECONDS * FPS)
    near = [shares[max(0, k - reach) : k + reach + 1].max() for k in range(len(shares))]
    least = {GUN.idle: shares, SWUNG: near}
    return [None if label in least and least[label][k] < VISIBLE else label for k, label in enumerate(labels)]
