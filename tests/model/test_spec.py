"""ModelSpec, its file, presets and the store."""

from __future__ import annotations

import json

import pytest

from model import registry as store
from model.errors import ModelError
from model.network.architectures import ARCHITECTURES, architecture
from model.spec import ModelSpec, read_spec


def test_a_spec_survives_its_file(tmp_path):
    spec = ModelSpec("mine", labels=("run", "jump"), sample_fps=12.5, temperature=0.8, dense_units=(8,))
    spec.write(tmp_path)
    assert read_spec(tmp_path) == spec
    assert spec.clip_seconds == pytest.approx(6 / 12.5)


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ("one",)},
        {"labels": ("one", "one")},
        {"clip_length": 0},
        {"sample_fps": 0},
        {"sample_fps": 1000},
        {"image_size": (8, 8)},
        {"scaling": "none"},
        {"pooling": "sum"},
        {"temperature": 0},
        {"precision": "int4"},
    ],
)
def test_a_wrong_field_is_named(changes):
    with pytest.raises(ModelError, match=next(iter(changes))):
        ModelSpec("mine", **changes)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": "x", "colour": 1}', '{"name": "x", "labels": 3}'])
def test_a_damaged_file_is_a_model_error(tmp_path, text):
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ModelError, match=r"model\.json"):
        read_spec(tmp_path)


def test_a_missing_folder_or_file_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match="no such folder"):
        read_spec(tmp_path / "nowhere")
    with pytest.raises(ModelError, match=r"expected model\.json"):
        read_spec(tmp_path)


def test_presets_are_named_after_themselves_and_unknown_ones_list_them():
    assert all(spec.name == name for name, spec in ARCHITECTURES.items())
    with pytest.raises(ModelError, match="b5_lstm_256"):
        architecture("b6")


def test_models_are_found_by_name_and_by_path(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "WEIGHTS", tmp_path)
    ModelSpec("mine").write(_made(tmp_path / "mine"))
    _made(tmp_path / "empty")
    assert [folder.name for folder in store.list_models()] == ["mine"]
    assert store.find_model("mine") == tmp_path / "mine"
    assert store.find_model(str(tmp_path / "mine")) == tmp_path / "mine"
    for unknown in ("yours", "", "nowhere/at/all"):
        with pytest.raises(ModelError, match="mine"):
            store.find_model(unknown)


def test_a_spec_file_is_plain_json(tmp_path):
    path = ModelSpec("mine").write(tmp_path)
    assert json.loads(path.read_text())["labels"] == ["chop", "others", "gun", "chests", "shooting"]


def test_a_file_from_before_int8_runs_in_float32(tmp_path):
    path = ModelSpec("mine", precision="int8").write(tmp_path)
    assert read_spec(tmp_path).precision == "int8"
    data = json.loads(path.read_text())
    del data["precision"]
    path.write_text(json.dumps(data))
    assert read_spec(tmp_path) == ModelSpec("mine", precision="fp32")


def _made(folder):
    folder.mkdir()
    return folder
