"""Writers of results, one format a file. Each writes its file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.export.annotations import (
    write_activitynet,
    write_audacity,
    write_chapters,
    write_label_studio,
    wrote_activitynet,
    wrote_audacity,
    wrote_chapters,
    wrote_label_studio,
)
from app.export.boris import write_boris, wrote_boris
from app.export.csv import read_csv, write_csv, wrote_csv
from app.export.edl import write_edl, wrote_edl
from app.export.elan import write_elan, wrote_elan
from app.export.json import write_json, wrote_json
from app.export.losslesscut import (
    write_losslesscut,
    write_losslesscut_project,
    wrote_losslesscut,
    wrote_losslesscut_project,
)
from app.export.otio import write_fcp7, write_fcpx, write_otio, wrote_fcp7, wrote_fcpx, wrote_otio
from app.export.statistics import write_statistics, wrote_statistics
from app.export.subtitles import write_srt, write_vtt, wrote_srt, wrote_vtt
from app.recorded.result import Result
from model.known_results import is_unchanged_result
from model.outputs import Outputs


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
    "losslesscut": Format("Project of LosslessCut", ".llc", write_losslesscut_project, wrote_losslesscut_project),
    "boris": Format("Project of BORIS", ".boris", write_boris, wrote_boris),
    "elan": Format("Annotations for ELAN", ".eaf", write_elan, wrote_elan),
    "activitynet": Format("Annotations (ActivityNet)", "-activitynet.json", write_activitynet, wrote_activitynet),
    "labelstudio": Format("Task for Label Studio", "-labelstudio.json", write_label_studio, wrote_label_studio),
    "audacity": Format("Label track for Audacity", ".txt", write_audacity, wrote_audacity),
    "youtube": Format("Chapters for YouTube", "-chapters.txt", write_chapters, wrote_chapters),
    "otio": Format("Edit (OpenTimelineIO)", ".otio", write_otio, wrote_otio),
    "fcpxml": Format("Edit for Final Cut Pro X (FCPXML)", ".fcpxml", write_fcpx, wrote_fcpx),
    "fcp7": Format("Edit for Premiere Pro and Final Cut Pro 7 (XML)", ".xml", write_fcp7, wrote_fcp7),
    "stats": Format("Statistics of labels (CSV)", "-stats.csv", write_statistics, wrote_statistics),
}

__all__ = ["FORMATS", "Format", "named_as", "read_csv", "write_export"]


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


def write_export(result: Result, path: Path, name: str) -> Path:
    """Write what a person asked to be exported. It takes the place of an earlier file of that kind, and of nothing else.

    Args:
        result: What is known of the video.
        path: What they typed, see ``named_as``.
        name: The format, a key of FORMATS.

    Returns:
        The file.

    Raises:
        OutputError: Another file is there. UserError: it cannot be written, or there is nothing to be written.
    """
    if not result.segments:
        raise UserError(f"Nothing is labelled in {result.video.name} yet: there is nothing to write")
    path, form = named_as(path, name)
    Outputs([result.video]).claim(path, "", form.wrote)
    try:
        return form.write(result, path)
    except OSError as error:
        raise UserError(f"{path.name} could not be written: {error.strerror or error}") from error
