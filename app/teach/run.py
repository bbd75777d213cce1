"""Teaching a project, or a plain folder of labelled videos: what is read, where the model goes, what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.errors import UserError
from app.teach.report import taught_models
from model.datasets.project import CACHE, MODELS, Project, is_project
from model.datasets.project_file import read_project
from model.datasets.read import find_footage, labels_in
from model.paths import program_folder
from model.program_name import full_install
from model.registry import WEIGHTS
from model.safe_text import file_name
from model.spec import LONGEST_LABEL
from model.teaching.pictures import REPORT_FILE
from model.teaching.teaching import OnStage, TeachingRequest, teach
from model.teaching.tuning_plan import can_tune

LONGEST_NAME = 80  # characters of a model's name that is made from a folder's
EMBEDDINGS = "embeddings"


def teach_folder(
    folder: Path,
    name: str = "",
    out: Path | None = None,
    labels: tuple[str, ...] = (),
    on_stage: OnStage = lambda stage, done, left, text: None,
    on_unreadable: Callable[[str], None] = lambda sentence: None,
    threads: int | None = None,
    fine_tune: bool = False,
) -> dict:
    """Teach a model from a project or a folder of labelled videos.

    Args:
        folder: A teaching project, or a folder of ``NAME.mp4`` beside ``NAME.csv`` or of class folders.
        name: Of the model; by default the project's, or the folder's.
        out: The model's folder, new; by default ``FOLDER/models/NAME-N`` in a project, else ``weights/NAME``.
        labels: To learn; by default all that occur.
        on_stage: Told how far it is; it may raise to stop.
        on_unreadable: Told a sentence for each video that is left out.
        threads: For the CNN; None: as many as the engine takes.
        fine_tune: Also tune the CNN, which takes minutes and TensorFlow; kept if it is better.

    Returns:
        The report; see ``app/README.md``.

    Raises:
        UserError: The name or the labels cannot be used, or TensorFlow is missing. FootageError, ModelError, OutputError,
            OSError: see ``teach``.
    """
    if fine_tune and not can_tune():
        raise UserError(
            "Received a wish to tune the CNN: that needs TensorFlow, which is not installed; teach without it, or "
            f"{full_install()}."
        )
    folder = Path(folder)
    project = read_project(folder) if is_project(folder) else None
    there = labels_in(folder)
    chosen = _chosen(labels, there)
    videos = find_footage(folder, chosen, ignore_others=True, on_unreadable=on_unreadable)
    name = _name(name, project.name if project else folder.resolve().name)
    before = _last_model(project) if project else None
    if out is None:
        out = _next_version(project.folder / MODELS, name) if project else WEIGHTS / name
    cache = project.folder / CACHE if project else program_folder("cache") / EMBEDDINGS
    request = TeachingRequest(
        footage=tuple(videos),
        labels=chosen,
        name=name,
        out=Path(out),
        cache=cache,
        before=before,
        about={
            "project": project.name if project else str(folder),
            "first": project is not None and before is None,
        },
    )
    lesson = teach(request, on_stage, on_unreadable, threads)
    if not fine_tune:
        return lesson.report
    from model.teaching.tuning import tune  # rarely asked for

    return tune(request, lesson, on_stage, on_unreadable, threads)


def _chosen(asked: tuple[str, ...], there: tuple[str, ...]) -> tuple[str, ...]:
    """The labels to learn, in the order they were asked for. Raises UserError."""
    for label in asked:
        if label not in there:
            raise UserError(
                f"Received label {label[:80]!r}: nothing is marked with it; marked are {', '.join(there) or 'none'}."
            )
    chosen = tuple(dict.fromkeys(asked)) or there
    for label in chosen:
        if len(label) > LONGEST_LABEL:
            raise UserError(
                f"Received label {label[:40]!r}...: expected at most {LONGEST_LABEL} characters; shorten it."
            )
    return chosen


def _name(asked: str, otherwise: str) -> str:
    """The model's name: as it was asked for, or made of ``otherwise``. Raises UserError."""
    if asked and file_name(asked) != asked:
        raise UserError(
            f"Received --name {asked[:80]!r}: expected a plain name that a folder can have on every system, such as `my_game`."
        )
    return asked or file_name(otherwise, LONGEST_NAME)


def _next_version(models: Path, name: str) -> Path:
    """``MODELS/NAME-N`` with the first number above all there are."""
    numbers = [0]
    if models.is_dir():
        for path in models.iterdir():
            stem, _, number = path.name.rpartition("-")
            if stem == name and number.isdecimal() and len(number) < 9:
                numbers.append(int(number))
    return models / f"{name}-{max(numbers) + 1}"


def _last_model(project: Project) -> Path | None:
    """The newest model of ``project`` that tells what it was taught from."""
    return next((path for path in taught_models(project.folder) if (path / REPORT_FILE).is_file()), None)
