"""What finished stages of a training have left, so that a stopped one goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from model.files import replacing, write_whole
from model.network.backbones import keras
from model.outputs import make_folder

OWN_WORK = ".train"  # in the model's folder, where no other one is named
_BEGUN = "begun"  # the first thing that is kept: which model's folder the training writes to


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

    def begin(self, model: Path) -> None:
        """Record that a training which writes to the folder ``model`` has begun."""
        self.finish(_BEGUN, {"model": str(model.resolve())}, {})

    def result(self, name: str, key: dict) -> dict | None:
        """What the stage ``name`` gave; None when it is not finished, or was done under another key."""
        try:
            kept = json.loads((self.path / f"{name}.json").read_text(encoding="utf-8"))
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
        """Give ``network`` the weights that ``save_weights`` kept under ``name``."""
        with np.load(self.path / f"{name}.npz") as kept:
            network.set_weights([kept[key] for key in kept.files])


def has_begun(work: Path, model: Path) -> bool:
    """Whether a training that keeps its stages in ``work`` and writes to the folder ``model`` has begun earlier.

    One in the model's own folder is this model's, wherever both have been moved to.
    """
    if not work.is_dir():
        return False
    own = work.resolve().parent == model.resolve()
    return own or WorkFolder(work).result(_BEGUN, {"model": str(model.resolve())}) is not None
