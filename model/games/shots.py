"""What a short window of a video shows of shots and swings: the labels between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of weapon, and what is seen of its use; times in seconds.

    Attributes:
        used, idle: the labels.
        seen: after a shot, a window of 0.7 s still shows it.
        burst: between shots that are one burst.
        settled: after the last shot, the weapon is plainly at rest.
    """

    used: str
    idle: str
    seen: float
    burst: float
    settled: float


GUN = Kind("shooting", "gun", seen=0.5, burst=0.7, settled=0.75)


def shot_labels(shots: list[int], frames: int, fps: float, kind: Kind) -> list[str | None]:
    """The label of each frame from the frames of the shots; None between shots where a window may show nothing of them."""
    labels: list[str | None] = [kind.idle] * frames
    for shot, following in zip(shots, [*shots[1:], None]):
        pause = (following - shot) / fps if following is not None else float("inf")
        for k in range(shot, min(frames, following if following is not None else frames)):
            ago = (k - shot) / fps
            if pause <= kind.burst or ago < (kind.seen if pause < 2 else kind.seen / 2):
                labels[k] = kind.used
            elif ago < kind.settled or pause < 1.2:
                labels[k] = None
    return labels


def frames_since(moments: list[int], frames: int) -> list[int]:
    """For each frame how many frames ago the last of the moments was; many where there was none."""
    since, last, wanted = [], -(10**9), set(moments)
    for k in range(frames):
        last = k if k in wanted else last
        since.append(k - last)
    return since
