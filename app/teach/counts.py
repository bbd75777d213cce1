"""How much is marked of each label, and what a model would still want, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.timeline.timeline import Segment
from model.safe_text import counted

# Each moment of a label shows it in other surroundings: a few diverse moments teach more than many seconds of one.
WANTED_MOMENTS = 10


@dataclass(frozen=True)
class Count:
    """moments: how many marks a label has. seconds: in all. videos: in how many of them."""

    moments: int = 0
    seconds: float = 0.0
    videos: int = 0

    @property
    def wanted(self) -> str:
        """What is missing, such as ``4 moments, wants 10; all from one video``; "" where nothing is."""
        if not self.moments:
            return f"nothing marked yet, wants {WANTED_MOMENTS} moments"
        missing = []
        if self.moments < WANTED_MOMENTS:
            missing.append(f"{counted(self.moments, 'moment')}, wants {WANTED_MOMENTS}")
        if self.videos == 1 and self.moments > 1:
            missing.append("all from one video")
        return "; ".join(missing)

    @property
    def said(self) -> str:
        """How much there is, such as ``12 moments``."""
        return counted(self.moments, "moment")


def count(labels: Iterable[str], marks: Mapping[str, Iterable[Segment]]) -> dict[str, Count]:
    """What is marked of each of ``labels``. marks: the segments by their video's name."""
    moments, seconds, videos = (dict.fromkeys(labels, 0) for _ in range(3))
    for segments in marks.values():
        seen = set()
        for part in segments:
            if part.label in moments:
                moments[part.label] += 1
                seconds[part.label] += part.duration
                seen.add(part.label)
        for label in seen:
            videos[label] += 1
    return {label: Count(moments[label], seconds[label], videos[label]) for label in moments}
