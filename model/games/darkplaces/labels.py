"""What a game's server said at each frame, and the labels that all games of this engine have alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from model.errors import FootageError
from model.games.shots import frames_since

CUT = 0.15  # seconds after being put elsewhere
_LOST = 3  # polls at most, in whose lines something else came between


class Poll(Protocol):
    """What the server said before a frame was drawn.

    Attributes:
        weapon: The one in hand, as the game numbers it; 0: none.
        dead: Whether the player is.
    """

    weapon: int
    dead: bool


P = TypeVar("P", bound=Poll)


def read_polls(title: str, log: str, frames: int, read: Callable[[list[str]], P]) -> list[P]:
    """The polls of all frames from what the engine printed.

    Args:
        title: The game's name for people.
        log: See ``engine.Game.play``.
        frames: How many there are.
        read: Makes a poll of the lines after a frame's number; raises ValueError or IndexError where it cannot.

    Returns:
        One of each frame; the few that cannot be read are as the frame's before.

    Raises:
        FootageError: Too many are missing or cannot be read: the game did not play the whole script.
    """
    polls = {}
    for block in re.split(r"^@(?=\d+)", log, flags=re.M)[1:]:
        number, *lines = (line.strip() for line in block.split("\n"))
        try:
            polls[int(number)] = read(lines)
        except (ValueError, IndexError):
            continue
    missing = [number for number in range(frames) if number not in polls]
    if len(missing) > _LOST:
        raise FootageError(
            f"{title} told of {frames - len(missing)} frames where {frames} were expected; try `footage record` again."
        )
    for number in missing:
        polls[number] = polls.get(number - 1) or polls[min(polls)]
    return [polls[number] for number in range(frames)]


def check_in_game(title: str, polls: Sequence[Poll], wanted: Sequence[str]) -> None:
    """Refuse a session in which the player was never in the game: its film shows the console.

    That happens where a busy machine has not loaded the map when the script begins.

    Args:
        title: The game's name for people.
        polls: One of each frame.
        wanted: What each was to show (``Script.wanted``).

    Raises:
        FootageError: A weapon was wanted, and none was ever in hand.
    """
    if "weapon" in wanted and not any(poll.weapon for poll in polls):
        raise FootageError(
            f"{title} was not played while its session was filmed: the machine may be too busy to load the map in time; try "
            "`footage record` again."
        )


def changes(values: Sequence) -> list[int]:
    """The frames at which a value is another than at the frame before."""
    return [k for k in range(1, len(values)) if values[k] != values[k - 1]]


def seen_labels(
    polls: Sequence[Poll],
    wanted: Sequence[str],
    cuts: list[int],
    raising: Sequence[bool],
    held: Sequence[str | None],
    fps: float,
) -> list[str | None]:
    """The label of each frame, None where it is undecided.

    Args:
        polls: One a frame.
        wanted: ``weapon`` or ``nothing`` for each frame, as ``script.Script`` has it.
        cuts: Frames at which the player was put elsewhere.
        raising: Whether another weapon comes up there.
        held: What the weapon in hand says, where one is to be seen.
        fps: Frames a second.
    """
    count = len(polls)
    cut, turned = frames_since(cuts, count), frames_since(changes(wanted), count)
    died = frames_since(changes([poll.dead for poll in polls]), count)
    labels: list[str | None] = []
    for k, poll in enumerate(polls):
        if cut[k] < CUT * fps or turned[k] < 3 or died[k] < fps:
            labels.append(None)
        elif wanted[k] == "nothing" or poll.dead:
            labels.append("others")
        else:
            labels.append(None if raising[k] else held[k])
    return labels
