"""The report of a teaching: what the new model gets right on time that it did not learn from, and what it did before.

It is read from the process that teaches, or from a file that ``teach --json`` wrote: data, checked before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.datasets.project import MODELS, is_label
from model.json_data import is_number, is_text, is_whole, read_json
from model.marks import wrote_json
from model.spec import SPEC_FILE
from model.teaching.pictures import REPORT_FILE

MOST_LABELS, MOST_LISTED, LONGEST = 1000, 1000, 2000
CONFUSIONS = 4  # that are told


def wrote_report(path: Path) -> bool:
    """Whether the file at ``path`` is such a report, of this version or an earlier one: it may be replaced."""
    return wrote_json(path, "project", "first", "name", "folder") or wrote_json(path, "project", "name", "folder")


@dataclass(frozen=True)
class Scores:
    """On held-out time. clips: windows of frames that were tested. accuracy, balanced_accuracy, calibration_error: 0..1.

    None where there was nothing to measure. recall: the share of a label's clips that is found, by label; labels that nothing
    was held out of are left out.
    confusion: clips by true label (rows) and what was said (columns), in the order of the report's labels. model: what it is
    called, "" for the new one.
    """

    clips: int
    accuracy: float | None
    balanced_accuracy: float | None
    recall: dict[str, float]
    confusion: tuple[tuple[int, ...], ...]
    calibration_error: float | None
    model: str = ""


@dataclass(frozen=True)
class Said:
    """What the model says of a moment. video: its name in the project. start, end: seconds. label: what it says.

    confidence: 0..1. truth: what was marked there, "" where nothing was.
    """

    video: str
    start: float
    end: float
    label: str
    confidence: float
    truth: str = ""


@dataclass(frozen=True)
class Confusion:
    """``count`` of the ``of`` clips that show ``truth`` were taken for ``said``."""

    truth: str
    said: str
    count: int
    of: int


@dataclass(frozen=True)
class Report:
    """name, folder: of the model that was made. better: than ``before``, the one that it is compared with, where there is one.

    mistakes: on held-out time, the surest first. check: what the model would like to be told, the most useful first.
    seconds: that the whole took. first: it is the first model of its project. tuning: what came of tuning the CNN, in a sentence;
    "" where nobody asked for it.
    """

    name: str
    folder: Path
    labels: tuple[str, ...]
    held_out: Scores
    before: Scores | None
    better: bool
    warnings: tuple[str, ...]
    mistakes: tuple[Said, ...]
    check: tuple[Said, ...]
    seconds: float
    first: bool = False
    tuning: str = ""

    @property
    def headline(self) -> str:
        """How good it is, one or two sentences."""
        now = f"Right in {percent(self.held_out.accuracy)} of the moments that it did not learn from"
        if self.before is None:
            return f"{now}. The first model of this project." if self.first else f"{now}."
        return f"{now}. The one before, {self.before.model}: {percent(self.before.accuracy)}."

    @property
    def as_good_as_before(self) -> bool:
        """Whether it is as good as the one before, as far as its headline tells."""
        return self.before is not None and percent(self.held_out.accuracy) == percent(self.before.accuracy)

    @property
    def confusions(self) -> list[Confusion]:
        """What is taken for what, the most frequent first."""
        found = [
            Confusion(self.labels[truth], self.labels[said], count, sum(row))
            for truth, row in enumerate(self.held_out.confusion)
            for said, count in enumerate(row)
            if count and said != truth
        ]
        return sorted(found, key=lambda one: -one.count)[:CONFUSIONS]


def percent(share: float | None) -> str:
    """0..1 for people."""
    return "an unknown part" if share is None else f"{100 * share:.0f} %"


def told_of_tuning(data: Any) -> str:
    """What came of tuning the CNN, in a sentence. Raises ValueError, KeyError or TypeError where ``data`` does not say."""
    if "with" not in data:
        return f"The CNN stays as it is: {_text(data['reason'])}."
    shares = f"{percent(_share(data['with']))} of held-out time, without {percent(_share(data['without']))}"
    if data["kept"] is True:
        return f"The CNN is tuned to your videos: with it {shares}."
    return f"The CNN stays as it is: tuned to your videos it has {shares}."


def newest_report(project: Path) -> Report | None:
    """The report of the model that was taught last in the project's folder; None where there is none that can be read."""
    for folder in taught_models(project):
        try:
            return replace(read_report(read_json(folder / REPORT_FILE)), folder=folder)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def taught_models(project: Path) -> list[Path]:
    """The folders of the models that were taught in the project's folder, the newest first."""
    found = [path for path in (project / MODELS).glob(f"*/{SPEC_FILE}") if not path.parent.name.startswith(".")]
    return [path.parent for path in sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)]


def read_report(data: Any) -> Report:
    """The report that ``data`` (from JSON) is. Raises ValueError, KeyError or TypeError where it is none."""
    labels = tuple(_all(data["labels"], is_label, MOST_LABELS))
    before = data["before"]
    return Report(
        _text(data["name"]),
        Path(_text(data["folder"])),
        labels,
        _scores(data["held_out"], labels),
        None if before is None else _scores(before, labels, _text(before["model"])),
        data["better"] is True,
        tuple(_all(data["warnings"], lambda one: is_text(one, LONGEST))),
        tuple(_said(one, "time", "time", "said", "label") for one in _all(data["mistakes"])),
        tuple(_said(one, "start", "end", "label") for one in _all(data["check"])),
        _seconds(data["seconds"]["all"]),
        data.get("first") is True,
        told_of_tuning(data["fine_tuning"]) if "fine_tuning" in data else "",
    )


def _said(one: Any, start: str, end: str, label: str, truth: str = "") -> Said:
    """What a row of the report says; the others: which of its fields is which."""
    return Said(
        _text(one["video"]),
        _seconds(one[start]),
        _seconds(one[end]),
        _label(one[label]),
        _share(one["confidence"]),
        _label(one[truth]) if truth else "",
    )


def _scores(data: Any, labels: tuple[str, ...], model: str = "") -> Scores:
    confusion = tuple(tuple(_all(row, lambda one: is_whole(one, 0, 2**53))) for row in _all(data["confusion"]))
    if len(confusion) != len(labels) or any(len(row) != len(labels) for row in confusion):
        raise ValueError("a confusion that is not as large as the labels")
    recall = {label: _share(data["recall"][label]) for label in labels if data["recall"].get(label) is not None}
    clips = data["clips"]
    if not is_whole(clips, 0, 2**53):
        raise ValueError("clips that are no number")
    return Scores(
        clips, _share_or_none(data["accuracy"]), _share_or_none(data["balanced_accuracy"]), recall, confusion,
        _share_or_none(data["calibration_error"]), model,
    )  # fmt: skip


def _all(
    values: Any, holds: Callable[[Any], bool] = lambda one: isinstance(one, (dict, list)), most: int = MOST_LISTED
) -> list:
    if not isinstance(values, list) or len(values) > most or not all(map(holds, values)):
        raise ValueError("a list of another kind")
    return values


def _text(value: Any) -> str:
    if not is_text(value, 40_000):
        raise ValueError("a text of another kind")
    return value


def _label(value: Any) -> str:
    if not is_label(value):
        raise ValueError("a label that is none")
    return value


def _seconds(value: Any) -> float:
    if not is_number(value, 0, 1e9):
        raise ValueError("seconds that are none")
    return float(value)


def _share_or_none(value: Any) -> float | None:
    return None if value is None else _share(value)


def _share(value: Any) -> float:
    if not is_number(value, 0, 1.001):
        raise ValueError("a share that is none")
    return float(value)
