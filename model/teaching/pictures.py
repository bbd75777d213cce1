"""What kind of pictures a taught model learned from, and how those that it sees differ: in size, rate or brightness.

It is kept in the model's report as plain numbers. Light enough for what runs while a video plays.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.json_data import is_number, is_whole, read_json

REPORT_FILE = "report.json"  # in a taught model's folder
MOST_KINDS = 100  # sizes, and rates, that are kept
ROWS = 45  # of a picture that are looked at for its brightness
STRETCHED = 1.1  # times another form of picture: from here on what it shows looks wider or narrower
SHARPER = 1.6  # times more or fewer pixels a side: from here on small things look otherwise
FASTER = 1.25  # times more or fewer pictures a second
DARKER = 20.0  # of 255 beyond all that was learned from
ENOUGH = 40  # pictures, before anything is said of them


def brightness(image: np.ndarray) -> float:
    """The mean of a picture, BGR uint8 ``(height, width, 3)``: 0 to 255. A few of its pixels tell it."""
    step = max(1, image.shape[0] // ROWS)
    return float(image[::step, ::step].mean())


@dataclass(frozen=True)
class Look:
    """How one video's pictures look.

    Attributes:
        size: ``(width, height)``, pixels.
        rate: Pictures a second; 0 where the video does not say.
        brightness: Of each marked frame, 0 to 255; one frame at least.
    """

    size: tuple[int, int]
    rate: float
    brightness: np.ndarray


@dataclass(frozen=True)
class PictureKind:
    """The pictures that were learned from.

    Attributes:
        sizes: Of the videos' pictures, ``(width, height)`` in pixels, each once.
        rates: Of the videos, frames a second, each once; none where no video says.
        darkest, brightest: Of the marked frames but for the last hundredth at either end, 0 to 255.
    """

    sizes: tuple[tuple[int, int], ...]
    rates: tuple[float, ...]
    darkest: float
    brightest: float

    @classmethod
    def of(cls, looks: Iterable[Look]) -> PictureKind:
        """That of videos, one or more."""
        looks = list(looks)
        darkest, brightest = np.quantile(np.concatenate([look.brightness for look in looks]), (0.01, 0.99))
        return cls(
            tuple(dict.fromkeys(look.size for look in looks))[:MOST_KINDS],
            tuple(dict.fromkeys(round(look.rate, 2) for look in looks if look.rate > 0))[:MOST_KINDS],
            round(float(darkest), 1),
            round(float(brightest), 1),
        )

    def as_data(self) -> dict:
        """As JSON keeps it."""
        return asdict(self) | {"sizes": [list(size) for size in self.sizes], "rates": list(self.rates)}

    def differences(
        self, size: tuple[int, int], rate: float | None, bright: float, most_rate: float
    ) -> tuple[str, ...]:
        """How other pictures differ, a few words each; none where they are of this kind.

        Args:
            size: ``(width, height)``, pixels.
            rate: Pictures a second; None where that is not known.
            bright: Their mean brightness, 0 to 255.
            most_rate: Pictures a second that the model takes: what is above makes no difference.
        """
        found = []
        if not any(_alike(size, one) for one in self.sizes):
            found.append(f"{_size(size)} pixels, not {_size(max(self.sizes, key=lambda one: one[0]))}")
        if rate is not None and self.rates:
            nearest = min(self.rates, key=lambda one: abs(min(one, most_rate) - min(rate, most_rate)))
            if _apart(min(rate, most_rate), min(nearest, most_rate)) > FASTER:
                found.append(f"{rate:.3g} pictures a second, not {nearest:.3g}")
        if bright < self.darkest - DARKER:
            found.append("darker")
        elif bright > self.brightest + DARKER:
            found.append("brighter")
        return tuple(found)


def _alike(size: tuple[int, int], other: tuple[int, int]) -> bool:
    form = _apart(size[0] / size[1], other[0] / other[1])
    return form <= STRETCHED and _apart(size[1], other[1]) <= SHARPER


def _apart(one: float, other: float) -> float:
    """How many times larger the larger one is."""
    return max(one, other) / max(min(one, other), 1e-9)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"


def read_picture_kind(folder: Path) -> PictureKind | None:
    """What the model in ``folder`` learned from; None where it does not tell."""
    try:
        return _checked(read_json(Path(folder) / REPORT_FILE)["pictures"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _checked(data: Any) -> PictureKind:
    """The kind that ``data`` (from JSON) tells of. Raises ValueError, KeyError or TypeError where it is none."""
    sizes, rates = data["sizes"], data["rates"]
    right = (
        isinstance(sizes, list)
        and 1 <= len(sizes) <= MOST_KINDS
        and all(isinstance(one, list) and len(one) == 2 for one in sizes)
        and all(is_whole(side, 1, 100_000) for one in sizes for side in one)
        and isinstance(rates, list)
        and len(rates) <= MOST_KINDS
        and all(is_number(rate, 0.001, 100_000) for rate in rates)
        and is_number(data["darkest"], 0, 255)
        and is_number(data["brightest"], data["darkest"], 255)
    )
    if not right:
        raise ValueError("pictures of another kind")
    return PictureKind(tuple((w, h) for w, h in sizes), tuple(map(float, rates)), data["darkest"], data["brightest"])


class PictureWatch:
    """Compares the pictures that a model sees with those that it learned from. Its methods may be called by any thread."""

    def __init__(self, kind: PictureKind, most_rate: float, memory: int = 10**9):
        """
        Args:
            kind: What was learned from.
            most_rate: Pictures a second that the model takes.
            memory: Of about how many pictures the brightness is the mean; what was longer ago is forgotten.
        """
        self._kind, self._most_rate, self._memory = kind, most_rate, memory
        self._lock = threading.Lock()
        self._size = (0, 0)
        self._seen, self._brightness = 0, 0.0
        self._first: tuple[float, int] | None = None
        self._last = (0.0, 0)

    def look(self, image: np.ndarray) -> None:
        """Take a picture, BGR uint8."""
        bright = brightness(image)
        with self._lock:
            self._size = (image.shape[1], image.shape[0])
            self._seen = min(self._seen + 1, self._memory)
            self._brightness += (bright - self._brightness) / self._seen

    def passed(self, time: float, index: int) -> None:
        """A picture is shown at ``time`` (seconds) and has that ``index`` in its source; one that goes back begins anew."""
        with self._lock:
            if self._first is None or time <= self._last[0] or index <= self._last[1]:
                self._first = (time, index)
            self._last = (time, index)

    def differences(self, enough: int = ENOUGH) -> tuple[str, ...]:
        """See ``PictureKind.differences``; none before ``enough`` pictures were seen."""
        with self._lock:
            if self._seen < enough:
                return ()
            rate = None
            if self._first is not None and self._last[0] - self._first[0] >= 1.0:
                rate = (self._last[1] - self._first[1]) / (self._last[0] - self._first[0])
            return self._kind.differences(self._size, rate, self._brightness, self._most_rate)
