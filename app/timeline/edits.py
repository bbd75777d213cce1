"""A person's edits of a timeline by their names, as buttons and keys ask for them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.timeline.editing import EditableTimeline

NONE_CHOSEN = "Choose a segment first: click it in the list or on the timeline"
NOT_INSIDE = "The playhead is not inside the chosen segment"
EDITS = ("relabel", "start", "end", "split", "merge", "delete", "undo", "redo")


@dataclass(frozen=True)
class Edited:
    """What became of an edit.

    Attributes:
        refused: Why nothing was changed, for people; "" where something was.
        made: The ids of the segments that are to be worked on next.
    """

    refused: str = ""
    made: tuple[int, ...] = ()


def edit(timeline: EditableTimeline, what: str, chosen: Sequence[int], time: float, label: str) -> Edited:
    """Change segments.

    Args:
        timeline: Is changed.
        what: One of EDITS.
        chosen: The ids of the segments to change; ids that are gone are passed over.
        time: Where the playhead is, seconds: the new start or end, or where a segment is split.
        label: What ``relabel`` makes of them.

    Returns:
        What became of it.

    Raises:
        ValueError: There is no such edit.
    """
    if what not in EDITS:
        raise ValueError(f"Received {what!r} for an edit: expected one of {', '.join(EDITS)}.")
    if what in ("undo", "redo"):
        return Edited() if getattr(timeline, what)() else Edited(f"Nothing to {what}")
    chosen = [id for id in chosen if id in timeline]
    if not chosen:
        return Edited(NONE_CHOSEN)
    if what == "split":
        halves = timeline.split(chosen[0], time)
        return Edited(NOT_INSIDE) if halves is None else Edited(made=(halves[1].id,))  # where the playhead is
    if what == "merge":
        return Edited(made=(timeline.merge(chosen).id,))
    if what == "relabel":
        for id in chosen:
            timeline.relabel(id, label)
    elif what == "delete":
        timeline.delete(chosen)
    else:
        timeline.move(chosen[0], **{what: time})
    return Edited()
