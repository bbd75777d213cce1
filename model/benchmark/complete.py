"""A model's networks in both precisions: a folder may hold those of one alone, to stay small."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.engine.offline_head import OFFLINE_HEAD_FILE
from model.errors import ModelError
from model.spec import SPEC_FILE

ROOT = Path(__file__).resolve().parents[2]
_CONVERT = """
import sys
from pathlib import Path
from model.conversion.litert import convert
from model.network.lrcn import load_lrcn
from model.spec import read_spec
folder = Path(sys.argv[1])
convert(load_lrcn(folder, read_spec(folder)), Path(sys.argv[2]))
"""


def complete(folder: Path, work: Path) -> Path:
    """``folder`` where it has all networks, else a folder in ``work`` with them and those that had to be converted.

    A CNN that gains nothing by int8 has no int8 networks there either. Raises ModelError.
    """
    files = [*ENCODER_FILES.values(), *HEAD_FILES.values()]
    if all((folder / file).is_file() for file in files):
        return folder
    whole = Path(work) / "model"
    whole.mkdir()
    # In a process of its own: TensorFlow's threads and LiteRT's would get in each other's way.
    command = [sys.executable, "-c", _CONVERT, str(folder.resolve()), str(whole)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        raise ModelError(f"Received {folder}, whose networks could not be converted ({reason}): put that right first.")
    for file in (SPEC_FILE, *files, OFFLINE_HEAD_FILE):
        if (folder / file).is_file():
            shutil.copy(folder / file, whole)
    return whole
