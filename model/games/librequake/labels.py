"""From what the server said at each frame to a label for every frame.

Labels, precedence from the top when two are true:
  shooting  a shot was fired in the last half second, or shots follow one another within 0.7 s
  chop      the axe was swung in the last 0.35 s, or swings follow one another within 0.75 s
  others    no weapon is drawn, a menu or the scores cover the picture, the player is dead, or the axe is at rest
  gun       a firearm is in hand and was not fired for 0.75 s
Undecided (None): pauses of slow weapons, the time after the last shot or swing, weapon changes, the moment after a cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.errors import FootageError
from model.games.shots import GUN, Kind, frames_since, shot_labels

RAISING, CUT = 0.3, 0.15  # seconds: of a weapon that comes up, and after being put elsewhere
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


def parse_polls(log: str, frames: int) -> list[Poll]:
    """The polls of all frames from what the engine printed.

    Raises:
        FootageError: One is missing or cannot be read: the game did not play the whole script.
    """
    polls = {}
    for block in re.split(r"^@(?=\d+)", log, flags=re.M)[1:]:
        lines = block.split("\n")
        try:
            time, weapon, dead, ends = (float(line) for line in lines[1:5])
            polls[int(lines[0])] = Poll(time, int(weapon), dead != 0, ends)
        except ValueError:
            continue  # a line of something else came between
    missing = [number for number in range(frames) if number not in polls]
    if len(missing) > 3 or not any(poll.weapon for poll in polls.values()):
        raise FootageError(
            f"LibreQuake told of {frames - len(missing)} frames where {frames} were expected; try `footage record` again."
        )
    for number in missing:
        polls[number] = polls.get(number - 1) or polls[min(polls)]
    return [polls[number] for number in range(frames)]


def frame_labels(polls: list[Poll], wanted: list[str], cuts: list[int], fps: float) -> list[str | None]:
    """The label of each frame, None where it is undecided.

    Args:
        polls: One a frame.
        wanted: ``weapon`` or ``nothing`` for each frame, as ``script.Script`` has it.
        cuts: Frames at which the player was put elsewhere.
        fps: Frames a second.
    """
    count = len(polls)
    used = [k for k in range(1, count) if polls[k].ends > max(polls[k - 1].ends + 1e-3, polls[k].time)]
    shooting = shot_labels([k for k in used if polls[k].weapon != AXE], count, fps, GUN)
    chopping = shot_labels([k for k in used if polls[k].weapon == AXE], count, fps, SWING)

    def since(differs) -> list[int]:
        return frames_since([k for k in range(1, count) if differs(k)], count)

    changed = since(lambda k: polls[k].weapon != polls[k - 1].weapon)
    turned = since(lambda k: wanted[k] != wanted[k - 1])
    died = since(lambda k: polls[k].dead != polls[k - 1].dead)
    cut = frames_since(cuts, count)
    labels: list[str | None] = []
    for k, poll in enumerate(polls):
        if cut[k] < CUT * fps or turned[k] < 3 or died[k] < fps:
            labels.append(None)
        elif wanted[k] == "nothing" or poll.dead:
            labels.append("others")
        elif changed[k] < RAISING * fps:
            labels.append(None)
        else:
            labels.append(chopping[k] if poll.weapon == AXE else shooting[k])
    return labels
