"""The table of all architectures, as the original notes show theirs: what was trained, from what, and how well."""

from __future__ import annotations

import json
from pathlib import Path

from model.evaluation.report import EVALUATION_FILE
from model.files import write_whole
from model.network.architectures import ARCHITECTURES
from model.spec import SPEC_FILE, read_spec
from model.training.record import HEAD_STAGE, RECORD_FILE, WHOLE_STAGE

TABLE_FILE = "README.md"
OVERFIT = 0.5  # the validation loss has risen by half of its least value while the training loss fell
_COLUMNS = (
    "Model", "CNN", "Feature", "Pre-trained", "CNN frozen", "LSTM units", "Dropout", "Labels", "Train accuracy",
    "Train loss", "Validation accuracy", "Validation loss", "Test accuracy", "Test recalls", "Training time", "Machine",
    "Best epoch", "Overfit",
)  # fmt: skip
_ABOUT = """# The trained models

Each folder is one model: `model.json` says how it is fed, `CARD.md` how it was trained and how well it does, with
pictures. `run_app.py models` lists them; `--model NAME` picks one. The table follows the one of the original notes.

"""
_NOTES = """
Train figures are the mean over the last epoch, in random looks and with dropout; validation accuracy and loss are those
of the best epoch (moments of all kinds, changes of label included; each card says which). Test accuracy and recalls are of
clips on maps, chests and tools that were neither trained nor chosen on. Training time is that of the epochs alone
(of all trainings, where the card tells of several).
"Overfit" is yes where the validation loss had risen by half of its least value while the training loss went on falling.
"""


def write_table(weights: Path) -> Path:
    """Write ``weights/README.md`` from what the models' folders hold; architectures without a folder get a row too."""
    rows = ["| " + " | ".join(_COLUMNS) + " |", "|" + " --- |" * len(_COLUMNS)]
    trained = {path.parent.name for path in weights.glob(f"*/{SPEC_FILE}")}
    for name in [*ARCHITECTURES, *sorted(trained - set(ARCHITECTURES))]:
        rows.append("| " + " | ".join(_row(weights / name, name)) + " |")
    return write_whole(weights / TABLE_FILE, _ABOUT + "\n".join(rows) + "\n" + _NOTES)


def _row(folder: Path, name: str) -> list[str]:
    there = (folder / SPEC_FILE).is_file()
    spec = read_spec(folder) if there else ARCHITECTURES[name]
    record, evaluations = (_read(folder / file) for file in (RECORD_FILE, EVALUATION_FILE))
    stages = [epochs for epochs in record.get("stages", {}).values() if epochs]
    pooled = f"global {spec.pooling} pooling"
    if name in ARCHITECTURES and spec.image_size != ARCHITECTURES[name].image_size:
        pooled += f", of pictures of {spec.image_size[1]}x{spec.image_size[0]} pixels"
    row = [
        f"[{name}]({name}/CARD.md)" if there else name,
        spec.backbone,
        f"{pooled} ({record['encoding']} numbers)" if record else pooled,
        record.get("pretrained", "-"),
        _frozen(spec.backbone, record["stages"]) if stages else "-",
        str(spec.lstm_units),
        f"{spec.dropout:g}",
        str(len(spec.labels)),
    ]
    if not there:
        return [*row, *["not trained here"] * 7, "-", "-", "-"]
    test = evaluations.get("On test", {})
    recalls = ", ".join(
        f"{label} {_share(figures['clip']['recall'])}" for label, figures in test.get("labels", {}).items()
    )
    if not stages:
        return [*row, *["-"] * 4, _share(test.get("clip_accuracy")), recalls or "-", *["-"] * 4]
    last = stages[-1]
    best = max(last, key=lambda epoch: epoch["balanced"])
    return [
        *row,
        _share(last[-1]["accuracy"]),
        f"{last[-1]['loss']:.3f}",
        _share(best["val_accuracy"]),
        f"{best['val_loss']:.3f}",
        _share(test.get("clip_accuracy")),
        recalls or "-",
        _time(record, stages),
        record["machine"],
        f"{best['epoch']} of {len(last)}",
        "yes" if overfit(last) else "no",
    ]


def _time(record: dict, stages: list[list[dict]]) -> str:
    """The epochs' time; the whole training's where that of each epoch was not kept."""
    each = [epoch.get("seconds") for epochs in stages for epoch in epochs]
    minutes = record["minutes"] if None in each else sum(each) / 60
    return f"{minutes:.0f} min"


def overfit(epochs: list[dict]) -> bool:
    """Whether the last epochs learned their rows by heart: see OVERFIT."""
    least = min(epochs, key=lambda epoch: epoch["val_loss"])
    last = epochs[-1]
    return last["val_loss"] > (1 + OVERFIT) * least["val_loss"] and last["loss"] < least["loss"]


def _frozen(backbone: str, stages: dict[str, list[dict]]) -> str:
    from model.network.backbones import BACKBONES

    if not any(epochs for stage, epochs in stages.items() if stage != HEAD_STAGE):
        return "all of it"
    cut = BACKBONES[backbone].frozen_up_to(bool(stages.get(WHOLE_STAGE)))
    return "none" if cut is None else f"up to {cut}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
