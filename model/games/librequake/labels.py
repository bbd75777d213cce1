"""From what the server said at each frame to a label for every frame.

Labels, precedence from the top when two are true:
  shooting  a shot was fired in the last half second, or shots follow one another within 0.7 s
  chop      the axe was swung in the last 0.35 s, or swings follow one another within 0.75 s, and it is to be seen
  others    no weapon is drawn, a menu or the scores cover the picture, the player is dead, or the axe is at rest
  gun       a firearm is in hand, covers a hundredth of the picture and was not fired for 0.75 s
Undecided (None): a weapon that is not to be seen (``darkplaces/visibility.py``), pauses of slow weapons, the time after the last
shot or swing, weapon changes, the moment after a cut.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.games.darkplaces.labels import changes, seen_labels
from model.games.shots import GUN, Kind, frames_since, shot_labels

RAISING = 0.3  # seconds that a new weapon takes to come up
AXE = 4096  # its bit among the weapons
SWING = Kind("chop", "others", seen=0.35, burst=0.75, settled=0.6)
POLL = ";".join(
    (
        "prvm_globalget server time",
        "prvm_edictget server 1 weapon",
        "prvm_edictget server 1 deadflag",
        "prvm_edictget server 1 attack_finished",
    )
)


@dataclass(frozen=True)
class Poll:
    """What the server said before a frame was drawn.

    Attributes:
        time: Of the game, seconds.
        weapon: Its bit, in hand.
        dead: The player is.
        ends: When a weapon may be used again, seconds of the game; a shot or a swing moves it.
    """

    time: float
    weapon: int
    dead: bool
    ends: float


def read_poll(lines: list[str]) -> Poll:
    """A poll from the lines after its frame's number (``read_polls``). Raises ValueError where it cannot be read."""
    time, weapon, dead, ends = (float(line) for line in lines[:4])
    return Poll(time, int(weapon), dead != 0, ends)


def frame_labels(polls: list[Poll], wanted: list[str], cuts: list[int], fps: float) -> list[str | None]:
    """The label of each frame, None where it is undecided; the arguments are those of ``seen_labels``."""
    count = len(polls)
    used = [k for k in range(1, count) if polls[k].ends > max(polls[k - 1].ends + 1e-3, polls[k].time)]
    shooting = shot_labels([k for k in used if polls[k].weapon != AXE], count, fps, GUN)
    chopping = shot_labels([k for k in used if polls[k].weapon == AXE], count, fps, SWING)
    held = [chopping[k] if poll.weapon == AXE else shooting[k] for k, poll in enumerate(polls)]
    changed = frames_since(changes([poll.weapon for poll in polls]), count)
    return seen_labels(polls, wanted, cuts, [since < RAISING * fps for since in changed], held, fps)
