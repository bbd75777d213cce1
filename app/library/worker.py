"""What a worker of a cluster does with one video: the same step as one machine alone, with a model that it loads once."""

from __future__ import annotations

import socket
from functools import lru_cache
from pathlib import Path

from app.library.keeping import Added, keep_one
from app.library.look import LibraryModel
from app.library.place import Place
from app.library.plan import Todo
from app.library.shared import program_identity


def keep_here(library: str, number: int, job: Todo, model: str, cores: int, model_id: str, program: str) -> Added:
    """What a worker does: make one video's Parquet file.

    Args:
        library, model: Their folders.
        number: The video's, among those that are to be added.
        job: The video.
        cores: How many are the worker's.
        model_id, program: Of the machine that asks: of this one they must be the same.

    Returns:
        What became of it.

    Raises:
        UserError: The library cannot be written to. ModelError: the model does not work.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)

    loaded, engine, own_program = _loaded(model, cores)
    if (loaded.id, own_program) != (model_id, program):  # a machine that came later
        return Added(
            number, f"Received {job.video}: machine {socket.gethostname()} has another program or model; add it again."
        )
    return keep_one(Place(Path(library)), number, job, loaded, engine, cores)[0]


@lru_cache(maxsize=1)
def _loaded(model: str, cores: int) -> tuple:
    """The model, its engine and the program's identity, once for each worker."""
    from app.library.priority import lower_priority
    from model.engine import open_engine

    lower_priority()
    loaded = LibraryModel.of(Path(model))
    return loaded, open_engine(loaded.folder, max(1, min(4, cores // 2))), program_identity()
