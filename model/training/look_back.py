"""Teaching hindsight to a model that is there already; what it says live stays as it is."""

from __future__ import annotations

import time
from pathlib import Path

from model.files import write_whole
from model.network.lrcn import load_lrcn
from model.network.offline_head import save_hindsight
from model.progress import Progress
from model.safe_text import say
from model.spec import read_spec
from model.training import card
from model.training.accelerator import BACKEND, gpu
from model.training.head_stages import teach_hindsight
from model.training.hindsight import TaughtHindsight
from model.training.material import marks, split_footage
from model.training.stages import Stages


def teach_model_hindsight(
    data: Path,
    folder: Path,
    *,
    validation: Path | None = None,
    seed: int = 0,
    epochs: int = 40,
    passes: int = 2,
    work: Path | None = None,
    ignore_others: bool = False,
    quiet: bool = False,
) -> TaughtHindsight:
    """Teach the model in ``folder`` hindsight on the labelled footage in ``data``; the arguments are ``train_model``'s.

    Raises ModelError or FootageError.
    """
    began, folder = time.monotonic(), Path(folder)
    spec = read_spec(folder)
    footage = split_footage(Path(data), validation, spec.labels, ignore_others)
    parts = load_lrcn(folder, spec)
    settings = {
        "seed": seed, "hindsight_epochs": epochs, "hindsight_passes": passes, "labels": list(spec.labels),
        "videos": marks(footage),
    }  # fmt: skip
    with Progress(quiet) as progress:
        taught = teach_hindsight(parts, spec, footage, Stages(work or folder / ".train"), settings, progress)
    save_hindsight(taught.network, folder)
    if BACKEND == "tensorflow":
        from model.conversion.litert import hindsight_flatbuffer
        from model.engine.offline_head import HINDSIGHT_FILE

        write_whole(folder / HINDSIGHT_FILE, hindsight_flatbuffer(taught.network))
    elif not quiet:
        say(f"Next, where TensorFlow is installed: run_app.py convert {folder}")
    spec.with_(switch_cost=taught.switch_cost).write(folder)
    command = (
        f"run_app.py train {data} --name {spec.name} --only-hindsight --validation {validation or '(every fifth video)'} "
        f"--seed {seed} --hindsight-epochs {epochs} --passes {passes}"
        + (" --ignore-other-labels" if ignore_others else "")
    )
    minutes = (time.monotonic() - began) / 60
    videos = len(footage["training"]), len(footage["validation"])
    facts = [
        ("Command", f"`{command}`"),
        ("Videos", f"{videos[0]} of training, {videos[1]} of validation"),
        ("Took", f"{minutes:.0f} minutes (stages kept from earlier runs not counted)"),
        ("Machine", card.machine(gpu())),
    ]
    card.write_hindsight(folder, taught, facts)
    return taught
