"""The table of all architectures, and the models that are shipped."""

from __future__ import annotations

import json
import shutil

import pytest

from model.evaluation.table import write_table
from model.network.architectures import ARCHITECTURES
from model.registry import WEIGHTS, list_models
from model.spec import read_spec
from model.training_record import FRAMES_STAGE, write_record


def rows_of(text: str, table: int = 0) -> dict[str, list[str]]:
    """The rows of the first table, or of the second one, with details."""
    rows = {}
    for line in text.split("## In detail")[table].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and not set(cells[0]) <= {"-"}:
            rows[cells[0].split("]")[0].strip("[")] = cells
    return rows


def test_every_architecture_has_its_row(tmp_path):
    text = write_table(tmp_path).read_text(encoding="utf-8")
    rows = rows_of(text)
    assert set(ARCHITECTURES) < set(rows)
    columns = rows["Model"]
    for name in ARCHITECTURES:
        row = dict(zip(columns, rows[name], strict=True))
        assert row["CNN"] == ARCHITECTURES[name].backbone and row["LSTM units"] == str(ARCHITECTURES[name].lstm_units)
        assert row["Test accuracy"] == row["Train loss"] == "not trained here"


def test_a_model_of_which_the_card_alone_is_kept_has_its_figures_too(tmp_path):
    folder = tmp_path / "resnet152v2_lstm_256"
    folder.mkdir()
    epoch = {
        "epoch": 1,
        "loss": 0.5,
        "accuracy": 0.8,
        "val_loss": 0.6,
        "val_accuracy": 0.75,
        "balanced": 0.7,
        "seconds": 90,
    }
    write_record(
        folder, {FRAMES_STAGE: [epoch]}, command="c", machine="m", pretrained="random", minutes=2.0, encoding=2048,
        image_size=[64, 80], parameters=1,
    )  # fmt: skip
    test = dict.fromkeys(
        ("clip_accuracy", "time_accuracy", "time_accuracy_inside", "recorded_accuracy", "event_f1"), 0.5
    )
    (folder / "evaluation.json").write_text(json.dumps({"On test": {**test, "clips": 9, "events": 3, "labels": {}}}))
    text = write_table(tmp_path).read_text(encoding="utf-8")
    row = dict(zip(rows_of(text)["Model"], rows_of(text)["resnet152v2_lstm_256"], strict=True))
    assert row["Model"] == "[resnet152v2_lstm_256](resnet152v2_lstm_256/CARD.md) (card alone)"
    assert row["Feature"] == "global avg pooling, of pictures of 80x64 pixels (2048 numbers)"
    assert (row["Test accuracy"], row["Validation accuracy"], row["CNN frozen"]) == ("0.5000", "0.7500", "none")
    assert "resnet152v2_lstm_256" in rows_of(text, 1)


def test_the_shipped_table_says_what_the_models_folders_hold(tmp_path):
    rows = rows_of((WEIGHTS / "README.md").read_text(encoding="utf-8"))
    columns = rows["Model"]
    for folder in list_models():
        row = dict(zip(columns, rows[folder.name], strict=True))
        figures = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))["On test"]
        assert row["Test accuracy"] == f"{figures['clip_accuracy']:.4f}"
        assert row["Labels"] == str(len(read_spec(folder).labels))


def test_the_shipped_table_is_what_is_written_of_the_models_folders(tmp_path):
    shutil.copytree(WEIGHTS, tmp_path / "weights", ignore=shutil.ignore_patterns("*.h5", "*.tflite", "*.npz", "*.png"))
    shipped = (WEIGHTS / "README.md").read_text(encoding="utf-8")
    assert write_table(tmp_path / "weights").read_text(encoding="utf-8") == shipped


def test_the_shipped_details_are_those_of_the_evaluations():
    rows = rows_of((WEIGHTS / "README.md").read_text(encoding="utf-8"), 1)
    for folder in list_models():
        row = dict(zip(rows["Model"], rows[folder.name], strict=True))
        figures = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))["On test"]
        assert row["Actions found (event F1)"] == f"{figures['event_f1']:.1%} of {figures['events']}"
        assert row["Calibration error"] == f"{figures['ece']:.3f}"


@pytest.mark.parametrize("name", [folder.name for folder in list_models()])
def test_each_shipped_model_classifies(name):
    from app.recorded.classify import classify_video
    from app.settings import DEMO_CLIP
    from model.engine import open_engine

    result = classify_video(DEMO_CLIP, open_engine(WEIGHTS / name))
    assert {part.label for part in result.segments} <= set(result.spec.labels)
    assert len(result.predictions) > 200
    assert len(result.segments) > 3


def test_the_weights_are_small():
    assert sum(file.stat().st_size for file in WEIGHTS.rglob("*") if file.is_file()) < 110e6
