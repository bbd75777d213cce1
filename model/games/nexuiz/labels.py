"""From what the server said at each frame to a label for every frame.

Labels, precedence from the top when two are true:
  shooting  a shot was fired in the last half second, or shots follow one another within 0.7 s
  others    no weapon is drawn, a menu or the scores cover the picture, or the player is dead
  gun       a weapon is in hand, covers a hundredth of the picture and was not fired for 0.75 s
Undecided (None): a weapon that is not to be seen (``darkplaces/visibility.py``); the pauses of slow weapons beyond half a
second, as a window of 0.7 s may show nothing of the shot; the time after the last shot; weapon changes; the moment after a cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.games.darkplaces.labels import changes, seen_labels
from model.games.shots import GUN, frames_since, shot_labels

RAISING = 0.4  # seconds that a new weapon takes to come up


@dataclass(frozen=True)
class Poll:
    """What the server said before a frame was drawn.

    Attributes:
        time: of the game, in seconds.
        weapon: number of the weapon in hand, 0: none.
        ready: no weapon is being put away.
        dead: the player is.
        ends: for each weapon fired so far, when it may fire again, in seconds of the game; a shot moves it.
    """

    time: float
    weapon: int
    ready: bool
    dead: bool
    ends: tuple[tuple[str, float], ...]


POLL = ";".join(
    (
        "prvm_globalget server time",
        "prvm_edictget server 1 weapon",
        "prvm_edictget server 1 weapon_think",
        "prvm_edictget server 1 deadflag",
        "prvm_edict server 1 attack_finished_for*",
    )
)


def read_poll(lines: list[str]) -> Poll:
    """A poll from the lines after its frame's number (``read_polls``). Raises ValueError where it cannot be read."""
    time, weapon, think, dead = lines[:4]
    ends = tuple(
        (match[1], float(match[2]))
        for line in lines[4:]
        if (match := re.fullmatch(r"attack_finished_for(\S*)\s+(\d[\d.]*)", line))
    )
    return Poll(float(time), int(float(weapon)), think != "w_clear", float(dead) != 0, ends)


def frame_labels(polls: list[Poll], wanted: list[str], cuts: list[int], fps: float) -> list[str | None]:
    """The label of each frame, None where it is undecided; the arguments are those of ``seen_labels``."""
    count = len(polls)
    shots = [k for k in range(1, count) if _moved(polls[k - 1].ends, polls[k].ends)]
    put_away = [k for k in range(count) if not polls[k].ready]
    changed = frames_since([*put_away, *changes([poll.weapon for poll in polls])], count)
    raising = [changed[k] < RAISING * fps or poll.weapon == 0 for k, poll in enumerate(polls)]
    return seen_labels(polls, wanted, cuts, raising, shot_labels(shots, count, fps, GUN), fps)


def _moved(before: tuple[tuple[str, float], ...], after: tuple[tuple[str, float], ...]) -> bool:
    """Whether a weapon was fired between two polls."""
    ends = dict(before)
    return any(end > ends.get(weapon, 0.0) + 1e-3 for weapon, end in after)
