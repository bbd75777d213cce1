"""From what the mod wrote to a label for every frame.

Labels, precedence from the top when two are true:
  chop     the dig button is held: a tool or the hand is swung, whether it hits something or nothing
  chests   a chest's inventory is open, or chests that are lit cover at least 1.5 % of the picture
  others   everything else
Undecided (None): a swing in the dark, or while the picture stands; chests that cover 0.2 to 1.5 % or are in the dark; the
end of a swing; a node being placed, which swings the hand as well; menus before a chest; what the program called undecided;
and whenever the game stood still.
"""

from __future__ import annotations

from bisect import bisect_right

from model.games.minetest.client import ServerStep

CHEST_SEEN, CHEST_HINTED = 0.015, 0.002
DARK = 6  # of 15: less light than this at the player's eye hardly shows a hand
SWING_GAP = 0.5  # seconds between two clicks that are still one swing
SWING_END = 0.35  # seconds that the last swing may go on after the button
PLACING = 0.45  # seconds that the hand swings when a node is placed
STANDSTILL = 0.6  # seconds without a server step after which nothing is sure
LAG = 0.06  # seconds that the picture shows later what the server says (measured at each speed)

Intervals = list[tuple[float, float]]


def frame_labels(
    moments: list[ServerStep],
    start: float,
    moved: list[bool],
    fps: float,
    undecided: Intervals = (),
    menus: Intervals = (),
) -> list[str | None]:
    """The label of each frame, None where it is undecided.

    Args:
        moments: by time.
        start: time of the first frame, on the moments' clock.
        moved: for each frame whether its picture differs from the one before. On a busy machine the picture may stand while
            the server goes on; frames that show the same picture have the same label.
        fps: frames a second.
        undecided: half-open intervals of time when nothing is to be said.
        menus: half-open intervals of time when a menu or the player's own inventory covers the picture.
    """
    swinging = _joined([m.time for m in moments if m.dig])
    placing = [
        (b.time - 0.15, b.time + PLACING) for a, b in zip(moments, moments[1:]) if b.placed > a.placed or b.place
    ]
    times = [moment.time for moment in moments]
    labels = []
    drawn = start
    for k, new in enumerate(moved):
        time = start + k / fps
        drawn = time if new else drawn
        stood = time - drawn
        time = drawn
        at = bisect_right(times, time - LAG) - 1
        lost = at < 0 or at + 1 >= len(moments) or times[at + 1] - times[at] > STANDSTILL
        if lost or _within(undecided, time):
            labels.append(None)
        elif _within(swinging, time - LAG):
            labels.append("chop" if moments[at].light >= DARK and stood < SWING_GAP else None)
        elif any(end <= time - LAG < end + SWING_END for _, end in swinging):
            labels.append(None)
        else:
            labels.append(_at_rest(moments[at], _within(menus, time), _within(placing, time - LAG)))
    return labels


def _at_rest(moment: ServerStep, menu: bool, placing: bool) -> str | None:
    """The label of a moment in which nothing is swung."""
    if moment.chest_open:
        return "chests"
    if menu:
        return None if moment.coverage + moment.dark >= CHEST_HINTED else "others"
    if placing:
        return None
    if moment.coverage >= CHEST_SEEN:
        return "chests"
    return None if moment.coverage + moment.dark >= CHEST_HINTED else "others"


def _joined(times: list[float]) -> Intervals:
    """Intervals in which something is swung: steps with the button held, short gaps closed."""
    intervals: list[list[float]] = []
    for time in times:
        if intervals and time - intervals[-1][1] <= SWING_GAP:
            intervals[-1][1] = time
        else:
            intervals.append([time, time])
    return [(start, end + 0.05) for start, end in intervals]


def _within(intervals, time: float) -> bool:
    return any(start <= time < end for start, end in intervals)
