"""The labels and marks of a project as a value, what can be done to its labels, and the steps back and forth."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.errors import UserError
from app.timeline.timeline import Segment
from model.datasets.project import OTHERS, ProjectLabel, is_label

STEPS = 200
Marks = tuple[Segment, ...]  # of one video, in order of time


@dataclass(frozen=True)
class LabelsAndMarks:
    """marks: of each video by its name; videos without any may be left out."""

    labels: tuple[ProjectLabel, ...]
    marks: Mapping[str, Marks] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    def with_marks(self, marks: Mapping[str, Marks]) -> LabelsAndMarks:
        """With these marks of the videos that ``marks`` names."""
        return replace(self, marks={**self.marks, **marks})

    def renamed(self, old: str, new: str) -> LabelsAndMarks:
        """With a label called another name. Raises UserError where there is one, it cannot be one, or it is ``others``."""
        new = self.checked(new)
        keep_others(old)
        return LabelsAndMarks(
            tuple(replace(label, name=new) if label.name == old else label for label in self.labels),
            self._relabelled(old, new),
        )

    def merged(self, old: str, into: str) -> LabelsAndMarks:
        """With all marks of one label as marks of another, and without the first. Raises UserError as ``renamed``."""
        keep_others(old)
        if into not in self.names or into == old:
            raise UserError(f"Received {into!r} to merge {old!r} into: expected another label of the project.")
        return LabelsAndMarks(self._without(old), self._relabelled(old, into))

    def removed(self, name: str) -> LabelsAndMarks:
        """Without a label and its marks. Raises UserError for ``others``."""
        keep_others(name)
        return LabelsAndMarks(self._without(name), self._relabelled(name, ""))

    def recoloured(self, name: str, colour: str) -> LabelsAndMarks:
        """With a label in another colour, ``#rrggbb``."""
        return replace(
            self, labels=tuple(replace(label, colour=colour) if label.name == name else label for label in self.labels)
        )

    def checked(self, name: str) -> str:
        """``name`` as a new label's; UserError where it cannot be one, or there is one."""
        name = label_name(name)
        if name in self.names:
            raise UserError(f"Received the label {name!r}: there is one already; merge the two instead.")
        return name

    def _without(self, name: str) -> tuple[ProjectLabel, ...]:
        return tuple(label for label in self.labels if label.name != name)

    def _relabelled(self, old: str, new: str) -> dict[str, Marks]:
        """All marks, those of ``old`` with the label ``new``, or without them where that is ""."""
        return {
            name: tuple(replace(p, label=new) if p.label == old else p for p in parts if new or p.label != old)
            for name, parts in self.marks.items()
        }


class History:
    """``now``, and the steps that led there; a step that was taken back can be made again until another is made."""

    def __init__(self, now: LabelsAndMarks):
        self.now = now
        self._back: deque[LabelsAndMarks] = deque(maxlen=STEPS)
        self._forth: list[LabelsAndMarks] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._back)

    @property
    def can_redo(self) -> bool:
        return bool(self._forth)

    def step(self, to: LabelsAndMarks) -> None:
        """Make ``to`` what is now."""
        self._back.append(self.now)
        self._forth.clear()
        self.now = to

    def undo(self) -> bool:
        """Take back the last step; False where there is none."""
        if not self._back:
            return False
        self._forth.append(self.now)
        self.now = self._back.pop()
        return True

    def redo(self) -> bool:
        """Make a step that was taken back again; False where there is none."""
        if not self._forth:
            return False
        self._back.append(self.now)
        self.now = self._forth.pop()
        return True


def label_name(text: str) -> str:
    """``text`` as a label; UserError where it cannot be one."""
    name = text.strip()
    if not is_label(name):
        raise UserError(f"Received {name[:40]!r} for a label: expected a name of 1 to 200 characters.")
    return name


def keep_others(name: str) -> None:
    """UserError where ``name`` is ``others``."""
    if name == OTHERS:
        raise UserError(f"Received {OTHERS!r}: it stays as it is, for a model must know what is none of the labels.")
