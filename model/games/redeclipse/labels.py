"""From what the game told at each frame to a label for every frame.

Labels, precedence from the top when two are true:
  others    no weapon is drawn, a menu or the scores cover the picture, or the player is dead or watching
  chop      sword or claw was swung in the last 0.45 s, or swings follow one another within a second (claw: 0.7 s)
  shooting  a shot was fired in the last half second, or shots follow one another within 0.7 s
  gun       a firearm is in hand and was not fired for 0.75 s
  others    sword or claw is held still
Undecided (None): the pauses of slow weapons beyond that, as a window of 0.7 s may show nothing of the shot; the time after
the last shot or swing; reloading; weapon changes; dying and coming back; the moment when a menu comes or goes, and when the
flash of a shot outlives the weapon.
"""

from __future__ import annotations

from model.games.redeclipse.engine import ALIVE, CLAW, MELEE, SWORD, WEAPONS, Poll
from model.games.shots import GUN, Kind, frames_since, shot_labels

BLADE = Kind("chop", "others", seen=0.45, burst=1.0, settled=1.0)
CLAWS = Kind("chop", "others", seen=0.45, burst=0.7, settled=1.0)  # out of the picture most of the time between swings
KINDS = dict.fromkeys(WEAPONS, GUN) | {SWORD: BLADE, CLAW: CLAWS}
RAISING = 0.6  # seconds that a new weapon takes to come up
RELOADING = 2.7  # seconds that the slowest weapon takes to be loaded
TURNED = 0.3  # seconds after a menu comes or goes, as it fades
DIED = 0.6  # seconds after dying, or coming back


def frame_labels(polls: list[Poll], covered: list[bool], fps: float) -> list[str | None]:
    """The label of each frame, None where it is undecided.

    Args:
        polls: one a frame.
        covered: for each frame whether no weapon is drawn, or something lies over the picture.
        fps: frames a second.
    """
    count = len(polls)
    pairs = [(k, polls[k - 1], polls[k]) for k in range(1, count)]
    lived = [(k, a, b) for k, a, b in pairs if a.state == b.state == ALIVE and a.weapon == b.weapon]
    shots = [(k, b.weapon) for k, a, b in lived if b.ammo[b.weapon] < a.ammo[b.weapon]]
    used = {
        kind: shot_labels([k for k, weapon in shots if KINDS[weapon] is kind], count, fps, kind)
        for kind in (GUN, BLADE, CLAWS)
    }
    loads = [k for k, a, b in lived if b.ammo[b.weapon] > a.ammo[b.weapon] and b.weapon not in MELEE]
    loading = frames_since(loads, count)
    shot = frames_since([k for k, _ in shots], count)
    changed = frames_since([k for k, a, b in pairs if a.weapon != b.weapon], count)
    died = frames_since([k for k, a, b in pairs if (a.state == ALIVE) != (b.state == ALIVE)], count)
    turns = [k for k in range(1, count) if covered[k] != covered[k - 1]]
    turned = frames_since(turns, count)
    labels: list[str | None] = []
    for k, poll in enumerate(polls):
        if died[k] < DIED * fps or turned[k] < TURNED * fps:
            labels.append(None)
        elif covered[k] or poll.state != ALIVE:
            labels.append("others" if shot[k] >= GUN.settled * fps else None)
        elif changed[k] < RAISING * fps or loading[k] < min(RELOADING * fps, shot[k], changed[k]):
            labels.append(None)
        else:
            labels.append(used[KINDS[poll.weapon]][k])
    return labels
