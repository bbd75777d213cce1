"""From what the server said at each frame to a label for every frame.

Labels, precedence from the top when two are true:
  shooting  a shot was fired in the last half second, or shots follow one another within 0.7 s
  others    no weapon is drawn, a menu or the scores cover the picture, or the player is dead
  gun       a weapon is in hand and was not fired for 0.75 s
Undecided (None): the pauses of slow weapons beyond half a second, as a window of 0.7 s may show nothing of the shot; the
time after the last shot; weapon changes; and the moment after a cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.errors import FootageError
from model.games.shots import GUN, frames_since, shot_labels

RAISING = 0.4  # seconds that a new weapon takes to come up
CUT = 0.15  # seconds after being put elsewhere


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


def parse_polls(log: str, frames: int) -> list[Poll]:
    """The polls of all frames from what the engine printed.

    Raises:
        FootageError: one is missing or cannot be read: the game did not play the whole script.
    """
    polls = {}
    for block in re.split(r"^@(?=\d+)", log, flags=re.M)[1:]:
        lines = [line.strip() for line in block.split("\n")]
        try:
            number, (time, weapon, think, dead) = int(lines[0]), lines[1:5]
            ends = tuple(
                (match[1], float(match[2]))
                for line in lines[5:]
                if (match := re.fullmatch(r"attack_finished_for(\S*)\s+(\d[\d.]*)", line))
            )
            polls[number] = Poll(float(time), int(float(weapon)), think != "w_clear", float(dead) != 0, ends)
        except (ValueError, IndexError):
            continue  # a line of something else came between
    missing = [number for number in range(frames) if number not in polls]
    if len(missing) > 3:
        raise FootageError(
            f"Nexuiz told of {frames - len(missing)} frames where {frames} were expected; try `footage record` again."
        )
    for number in missing:
        polls[number] = polls.get(number - 1) or polls[min(polls)]
    return [polls[number] for number in range(frames)]


def check_in_game(polls: list[Poll], wanted: list[str]) -> None:
    """Refuse a session in which the player was never in the game: its film shows the console.

    That happens where a busy machine has not loaded the map when the script begins.

    Args:
        polls: One of each frame.
        wanted: What each was to show (``Script.wanted``).

    Raises:
        FootageError: A weapon was wanted, and none was ever in hand.
    """
    if "weapon" in wanted and not any(poll.weapon for poll in polls):
        raise FootageError(
            "Nexuiz had not loaded the map when its session began, as the machine is busy; try `footage record` again."
        )


def frame_labels(polls: list[Poll], wanted: list[str], cuts: list[int], fps: float) -> list[str | None]:
    """The label of each frame, None where it is undecided.

    Args:
        polls: one a frame.
        wanted: ``weapon`` or ``nothing`` for each frame, as ``script.Script`` has it.
        cuts: frames at which the player was put elsewhere.
        fps: frames a second.
    """
    shots = [k for k in range(1, len(polls)) if _moved(polls[k - 1].ends, polls[k].ends)]
    shooting = shot_labels(shots, len(polls), fps, GUN)
    changed = frames_since(
        [k for k in range(len(polls)) if not polls[k].ready or (k and polls[k].weapon != polls[k - 1].weapon)],
        len(polls),
    )
    cut = frames_since(cuts, len(polls))
    turned = frames_since([k for k in range(1, len(polls)) if wanted[k] != wanted[k - 1]], len(polls))
    died = frames_since([k for k in range(1, len(polls)) if polls[k].dead != polls[k - 1].dead], len(polls))
    labels: list[str | None] = []
    for k, poll in enumerate(polls):
        if cut[k] < CUT * fps or turned[k] < 3 or died[k] < fps:
            labels.append(None)
        elif wanted[k] == "nothing" or poll.dead:
            labels.append("others")
        elif changed[k] < RAISING * fps or poll.weapon == 0:
            labels.append(None)
        else:
            labels.append(shooting[k])
    return labels


def _moved(before: tuple[tuple[str, float], ...], after: tuple[tuple[str, float], ...]) -> bool:
    """Whether a weapon was fired between two polls."""
    ends = dict(before)
    return any(end > ends.get(weapon, 0.0) + 1e-3 for weapon, end in after)
