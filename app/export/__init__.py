"""Writers of results, one format a file. Each writes its file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.export.csv import read_csv, write_csv, wrote_csv
from app.export.edl import write_edl, wrote_edl
from app.export.json import write_json, wrote_json
from app.export.losslesscut import write_losslesscut, wrote_losslesscut
from app.export.statistics import write_statistics, wrote_statistics
from app.export.subtitles import write_srt, write_vtt, wrote_srt, wrote_vtt
from app.recorded.classify import Result
from model.known_results import is_unchanged_result


@dataclass(frozen=True)
class Format:
    """A format: what it is called, what follows a result's stem in its file's name, and what writes it.

    Attributes:
        write: Takes a result and the path to write it to, which it returns; OSError where it cannot be written.
        has_form: Whether a file that is there has the form of those that ``write`` writes.
    """

    title: str
    ending: str
    write: Callable[[Result, Path], Path]
    has_form: Callable[[Path], bool]

    def wrote(self, path: Path) -> bool:
        """Whether the file at ``path`` is one that ``write`` wrote, and still as it was; no other is ever written over."""
        return self.has_form(path) and is_unchanged_result(path)


# By the name that ``classify --format`` knows.
FORMATS: dict[str, Format] = {
    "csv": Format("Table (CSV)", ".csv", write_csv, wrote_csv),
    "json": Format("Everything, with all probabilities (JSON)", ".json", write_json, wrote_json),
    "srt": Format("Subtitles (SubRip)", ".srt", write_srt, wrote_srt),
    "vtt": Format("Subtitles (WebVTT)", ".vtt", write_vtt, wrote_vtt),
    "edl": Format("Cut list (EDL, CMX 3600)", ".edl", write_edl, wrote_edl),
    "llc": Format("Segments for LosslessCut (CSV)", "-llc.csv", write_losslesscut, wrote_losslesscut),
    "stats": Format("Statistics of labels (CSV)", "-stats.csv", write_statistics, wrote_statistics),
}

__all__ = ["FORMATS", "Format", "named_as", "read_csv"]


def named_as(path: Path, name: str) -> tuple[Path, Format]:
    """Choose the file and the format of an export.

    The ending that was typed decides, if it is one of a format's; several share ``.csv``, and then the chosen one of them
    does. Without such an ending the chosen format's is added.

    Args:
        path: What a person typed.
        name: The format that they chose, a key of FORMATS.

    Returns:
        The path to write, and its format.
    """
    chosen, typed = FORMATS[name], path.name.lower()
    by_ending = sorted(FORMATS.values(), key=lambda form: -len(form.ending))
    form = next((form for form in by_ending if typed.endswith(form.ending)), None)
    if form is None:
        return path.with_name(path.name + chosen.ending), chosen
    if form.ending == Path("x" + chosen.ending).suffix:
        return path.with_name(path.name[: -len(form.ending)] + chosen.ending), chosen
    return path, form
