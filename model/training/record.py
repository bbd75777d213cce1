"""What a training was, for programs: ``training.json`` in the model's folder. The card says the same to people."""

from __future__ import annotations

import json
from pathlib import Path

from model.files import write_whole
from model.network.lrcn import Lrcn

RECORD_FILE = "training.json"
FRAMES_STAGE, WHOLE_STAGE = "The CNN on single frames", "The whole LRCN on stretches"
HEAD_STAGE = "The LSTM on what the CNN makes of every video"


def write_record(
    folder: Path,
    parts: Lrcn,
    pretrained: str,
    command: str,
    machine: str,
    stages: dict[str, list[dict]],
    minutes: float,
) -> Path:
    """Write how the model in ``folder`` was trained.

    pretrained: where the CNN's first weights came from. stages: each stage's epochs' figures, in order; the best epoch
    of the last one that ran is the model. minutes: of the last run, encoding and choosing included.
    """
    record = {
        "command": command, "machine": machine, "pretrained": pretrained, "minutes": round(minutes, 1),
        "encoding": int(parts.encoder.output_shape[-1]), "parameters": int(parts.lrcn.count_params()), "stages": stages,
    }  # fmt: skip
    return write_whole(Path(folder) / RECORD_FILE, json.dumps(record, indent=1) + "\n")
