"""How a model was trained, for programs: ``training.json`` in the model's folder. The card says the same to people."""

from __future__ import annotations

import json
from pathlib import Path

from model.files import write_whole
from model.json_data import read_object

RECORD_FILE = "training.json"
FROM_NOTHING = "random"  # where the CNN's first weights came from
SHALLOW_STAGE = "The CNN without its identity blocks, on single frames"
FRAMES_STAGE = "The CNN on single frames"
HEAD_STAGE = "The LSTM on what the CNN makes of every video"
WHOLE_STAGE = "The whole LRCN on sequences"
_FORMER_TITLES = {"The whole LRCN on stretches": WHOLE_STAGE}


def write_record(folder: Path, stages: dict[str, list[dict]], **about: object) -> Path:
    """Write how the model in ``folder`` was trained.

    Args:
        folder: The model's.
        stages: For each stage the figures of its epochs, in order; the best epoch of the last stage that has any is the
            model.
        about: Further entries, as JSON can hold them: ``command``, ``machine``, ``pretrained`` (where the CNN's first
            weights came from), ``minutes`` (of the last run, encoding and choosing included), ``encoding`` (numbers in
            one embedding), ``image_size`` (height and width in pixels of what the CNN saw), ``parameters`` and
            ``frozen_up_to`` (the layer up to which the CNN stayed as it was while the whole LRCN learned).

    Returns:
        The file.
    """
    return write_whole(Path(folder) / RECORD_FILE, json.dumps({**about, "stages": stages}, indent=1) + "\n")


def read_record(folder: Path) -> dict:
    """What ``write_record`` wrote to ``folder``, with today's titles of the stages; empty where there is none.

    Raises:
        ModelError: The file is damaged.
    """
    record = read_object(Path(folder) / RECORD_FILE)
    if not record:
        return {}
    stages = {_FORMER_TITLES.get(title, title): epochs for title, epochs in record.get("stages", {}).items()}
    return record | {"stages": stages}
