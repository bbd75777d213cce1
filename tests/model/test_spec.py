"""ModelSpec, its file, presets and the store."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

from model import registry as store
from model.errors import ModelError
from model.network.architectures import ARCHITECTURES, architecture
from model.spec import ModelSpec, forget_digest, read_digests, read_spec


def test_a_spec_survives_its_file(tmp_path):
    spec = ModelSpec("mine", labels=("run", "jump"), sample_fps=12.5, temperature=0.8, dense_units=(8,))
    spec.write(tmp_path)
    assert read_spec(tmp_path) == spec
    assert spec.clip_seconds == pytest.approx(6 / 12.5)


HUGE = int("9" * 400)
WRONG = {
    "name": ["", None, 3, True, [], {}, "x" * 201, "\ud800"],
    "backbone": ["", None, 3, ["mobilenet"], "../../x", "a b", "x" * 65, "mobilenet\n"],
    "pooling": ["sum", "", None, 0, ["avg"]],
    "lstm_units": [0, -1, 4097, HUGE, 64.0, "64", True, None, [64]],
    "dense_units": [None, 64, "64", [0], [64.0], ["64"], [True], [64] * 9, [4097], [[64]], {"64": 1}, {}],
    "dropout": [-0.1, 1, 1.5, "0.5", True, None, [0.5], HUGE],
    "labels": [None, "abc", ["one"], [], ["one", "one"], ["one", ""], ["one", " "], ["one", 2], [["one"], "two"], ["one", None],
               {"one": 1, "two": 2}, [str(n) for n in range(10_000)], ["one", "x" * 201], ["one", "\udcff"]],
    "clip_length": [0, -7, 241, HUGE, 7.0, 7.5, "7", True, None, [7]],
    "sample_fps": [0, -10, 1e-300, 241, 1e300, "10", True, None, [10], HUGE],
    "image_size": [None, 224, "224", [224], [224, 224, 3], [8, 8], [2049, 224], [224.0, 224], ["224", "224"], [True, True],
                   [-224, 224], [HUGE, 224], {"224": 1, "225": 2}],
    "scaling": ["none", "", None, 0, ["tf"]],
    "temperature": [0, -1, 1e-320, 1e-9, 1e9, "1", True, None, [1], HUGE],
    "switch_cost": [-0.1, 1e9, "6", True, None, [6], HUGE],
    "precision": ["int4", "", None, 8, ["int8"]],
    "sha256": [None, [], "x", {"encoder.tflite": 3}, {"encoder.tflite": "x" * 64}, {"encoder.tflite": "0" * 63}, {"e": None}],
}  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_a_field_of_the_wrong_type_or_range_is_named(tmp_path, field, value):
    data = json.loads(ModelSpec("mine").write(tmp_path).read_text())
    (tmp_path / "model.json").write_text(json.dumps(data | {field: value}))
    with pytest.raises(
        ModelError, match=rf"model\.json.*{field}|{field}.*model\.json|model\.json.*finite number"
    ) as refusal:
        read_spec(tmp_path)
    assert len(str(refusal.value)) < 1000 and "\n" not in str(refusal.value)
    if field != "sha256":  # nor can a program make one
        with pytest.raises(ModelError, match=field):
            ModelSpec(**{"name": "mine", field: value})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5000])
@pytest.mark.parametrize("field", ["lstm_units", "sample_fps", "temperature", "dropout", "switch_cost"])
def test_what_is_no_number_is_none(tmp_path, field, number):
    text = ModelSpec("mine").write(tmp_path).read_text()
    value = json.dumps(getattr(ModelSpec("mine"), field))
    (tmp_path / "model.json").write_text(text.replace(f'"{field}": {value}', f'"{field}": {number}'))
    with pytest.raises(ModelError, match=r"model\.json.*finite"):
        read_spec(tmp_path)


NO_DESCRIPTIONS = ["", "{", "[]", "{}", "null", "3", '"x"', '{"name": "x", "colour": 1}', '{"name": "x", "labels": 3}',
                   "[" * 100_000, '{"name":' * 900 + "1" + "}" * 900, "\x00", '{"name": "x"}' + " " * 2**20]  # fmt: skip


@pytest.mark.parametrize("text", NO_DESCRIPTIONS, ids=range(len(NO_DESCRIPTIONS)))
def test_a_damaged_file_is_a_model_error(tmp_path, text):
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ModelError, match=r"model\.json"):
        read_spec(tmp_path)


def test_what_is_no_file_is_a_model_error(tmp_path):
    (tmp_path / "model.json").mkdir()
    with pytest.raises(ModelError, match=r"model\.json"):
        read_spec(tmp_path)
    if hasattr(os, "mkfifo"):
        (tmp_path / "model.json").rmdir()
        os.mkfifo(tmp_path / "model.json")
        with pytest.raises(ModelError, match=r"model\.json"):
            read_spec(tmp_path)  # and does not wait for somebody to write


def test_a_description_tells_of_the_networks_beside_it(tmp_path):
    (tmp_path / "encoder.tflite").write_bytes(b"one")
    ModelSpec("mine").write(tmp_path)
    assert read_digests(tmp_path) == {"encoder.tflite": hashlib.sha256(b"one").hexdigest()}
    forget_digest(tmp_path / "encoder.tflite")
    assert read_digests(tmp_path) == {} and read_spec(tmp_path) == ModelSpec("mine")
    assert read_digests(tmp_path / "nowhere") == {}


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


def test_a_model_of_which_the_card_alone_is_here_says_how_it_is_made():
    with pytest.raises(ModelError, match="only its card is here.*by the command in .*vgg19_lstm_256.CARD.md") as told:
        store.find_model("vgg19_lstm_256")
    assert "fps_general" in str(told.value) and "vgg19_lstm_256" not in {folder.name for folder in store.list_models()}
