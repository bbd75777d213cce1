"""Projects of BORIS (``.boris``), which codes behaviours of animals and people: https://www.boris.unito.it

An observation's events are ``[time, subject, behaviour, modifier, comment, …]``; a state event comes twice, where it begins and
where it ends. Files that are played one after another share one time.
"""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from model.datasets.foreign.found import (
    POINT_SECONDS,
    FoundLabels,
    WrongFormatError,
    json_of,
    listing,
    mapping,
    number_of,
)

STATE = "state event"
MOST_FILES = 1000  # of one observation


def read_boris_project(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a project; see ``READERS``."""
    data = mapping(json_of(content))
    if not isinstance(data.get("observations"), dict) or "behaviors_conf" not in data:
        raise WrongFormatError("it has no observations and behaviours")
    states = {
        entry.get("code")
        for entry in map(mapping, mapping(data["behaviors_conf"]).values())
        if STATE in str(entry.get("type", "")).lower()
    }
    for name, observation in data["observations"].items():
        _read_observation(str(name), mapping(observation), states, found)


def _read_observation(name: str, observation: dict, states: set, found: FoundLabels) -> None:
    files = _files(observation)
    open_states: dict[tuple, float] = {}
    events = [event for event in listing(observation.get("events")) if isinstance(event, list) and len(event) >= 3]
    timed = [(time, event) for event in events if (time := number_of(event[0])) is not None]
    if len(timed) < len(listing(observation.get("events"))):
        found.problem(f"{len(observation['events']) - len(timed)} events of {name} without a time", "seconds")
    for time, event in sorted(timed, key=lambda one: one[0]):
        code = event[2]
        key = (str(event[1]), str(code), str(event[3]) if len(event) > 3 else "")
        if not isinstance(code, str) or code not in states:
            _add(files, time, time + POINT_SECONDS, code, found)
        elif key in open_states:
            _add(files, open_states.pop(key), time, code, found)
        else:
            open_states[key] = time
    for (_, code, _), time in open_states.items():
        found.problem(f"{code} of {name} that begins at {time:g} s and does not end", "an end")


def _files(observation: dict) -> list[tuple[str, float, float]]:
    """``(file, begin, end)`` of the first player's media, seconds of the observation's time."""
    names = [one for one in listing(mapping(observation.get("file")).get("1")) if isinstance(one, str)][:MOST_FILES]
    lengths = mapping(mapping(observation.get("media_info")).get("length"))
    files, begin = [], 0.0
    for number, one in enumerate(names):
        length = number_of(lengths.get(one))
        last = number == len(names) - 1
        end = float("inf") if length is None or last else begin + max(0.0, length)
        files.append((one, begin, end))
        begin = end
    return files or [("", 0.0, float("inf"))]


def _add(files: list[tuple[str, float, float]], start: float, end: float, code: object, found: FoundLabels) -> None:
    """A segment that goes on in the next file becomes one of each."""
    if not 0 <= start < end:
        found.add(files[0][0], start, end, code)  # which names it as a problem
        return
    first = bisect_right(files, start, key=lambda one: one[2])
    for file, begin, stop in files[first:]:
        if end <= begin:
            break
        found.add(file, max(start, begin) - begin, min(end, stop) - begin, code)
