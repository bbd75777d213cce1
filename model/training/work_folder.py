"""What finished stages of a training have left, so that a stopped one goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from model.arrays import damaged, read_kept
from model.errors import OutputError
from model.files import locked, replacing, write_whole
from model.json_data import read_json
from model.marks import text_of
from model.network.backbones import keras
from model.outputs import make_folder

OWN_WORK = ".train"  # in the model's folder, where no other one is named
_BEGUN = "begun"  # the first thing that is kept: which model's folder the training writes to
_BEGUN_OFFLINE = "begun_offline_head"


def check_work_folder(path: Path) -> None:
    """Refuse a folder for ``--work`` in which something of a person's would be written over.

    Args:
        path: What was named.

    Raises:
        OutputError: It is no folder, or holds something without a training having begun in it.
    """
    if not path.is_dir():
        return  # it will be made, or that says why it cannot be
    there = sorted(one.name for one in path.iterdir() if not one.name.startswith("."))
    if there and not any(_is_record(path / f"{name}.json") for name in (_BEGUN, _BEGUN_OFFLINE)):
        raise OutputError(
            f"Received --work {path}: it holds {there[0]}, but no training has begun there; name a new or an empty folder."
        )


def _is_record(path: Path) -> bool:
    """Whether the file at ``path`` is one that ``WorkFolder.finish`` wrote."""
    try:
        kept = json.loads(text_of(path))
        return isinstance(kept, dict) and set(kept) == {"key", "result"}
    except (ValueError, RecursionError):
        return False


class WorkFolder:
    """Keeps for each stage ``NAME.json``, with the key it was done under and its result, and ``NAME.npz``, its weights.

    A key is all that a result depends on, as JSON can hold it. A result counts under its own key alone.
    """

    def __init__(self, path: Path):
        """Made where it is missing.

        Args:
            path: The folder.

        Raises:
            OutputError: It cannot be made or written to.
        """
        self.path = Path(path)
        make_folder(self.path, f"--work {path}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other training out. Raises OutputError where another one is at work here."""
        with ExitStack() as held:
            try:
                held.enter_context(locked(self.path / ".lock", patience=0.0))
            except TimeoutError as error:
                raise OutputError(
                    f"Received {self.path} for what a training keeps: another training is at work there; wait for its end, "
                    "or name another folder with --work."
                ) from error
            yield

    def begin(self, model: Path, whole: bool = True) -> None:
        """Record that a training which writes to the folder ``model`` has begun; whole: not of its offline head alone."""
        self.finish(_BEGUN if whole else _BEGUN_OFFLINE, {"model": str(model.resolve())}, {})

    def result(self, name: str, key: dict) -> dict | None:
        """What the stage ``name`` gave; None when it is not finished, or was done under another key."""
        try:
            kept = read_json(self.path / f"{name}.json", finite=False)
            return kept["result"] if kept["key"] == json.loads(json.dumps(key)) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def forget(self, name: str) -> None:
        """The stage ``name`` is about to be done anew: what is in its files from now on is not what was recorded."""
        (self.path / f"{name}.json").unlink(missing_ok=True)

    def finish(self, name: str, key: dict, result: dict) -> None:
        """Record that the stage ``name`` is done; call it when all its other files are written."""
        write_whole(self.path / f"{name}.json", json.dumps({"key": key, "result": result}, indent=1))

    def save_weights(self, name: str, network: keras.Model) -> None:
        """Keep the weights of ``network`` under ``name``, whole or not at all."""
        with replacing(self.path / f"{name}.npz") as temporary:
            np.savez(temporary, *network.get_weights())

    def load_weights(self, name: str, network: keras.Model) -> None:
        """Give ``network`` the weights that ``save_weights`` kept under ``name``. Raises ModelError where they are damaged."""
        file = self.path / f"{name}.npz"
        wanted = {f"arr_{number}": weight.ndim for number, weight in enumerate(network.get_weights())}
        try:
            network.set_weights(list(read_kept(file, wanted).values()))
        except ValueError as error:
            raise damaged(file, error) from error


def has_begun(work: Path, model: Path) -> bool:
    """Whether a training that keeps its stages in ``work`` and writes to the folder ``model`` has begun earlier.

    One in the model's own folder is this model's, wherever both have been moved to.
    """
    if not work.is_dir():
        return False
    own = work.resolve().parent == model.resolve()
    return own or WorkFolder(work).result(_BEGUN, {"model": str(model.resolve())}) is not None
