"""How a model was trained, as its folder says it to programs."""

from __future__ import annotations

import json

from model.training_record import RECORD_FILE, WHOLE_STAGE, read_record, write_record


def test_a_record_is_read_as_it_was_written(tmp_path):
    assert read_record(tmp_path) == {}
    epochs = [{"epoch": 1, "loss": 0.5}]
    write_record(tmp_path, {"one": [], WHOLE_STAGE: epochs}, command="run_app.py train x --name y", minutes=1.5)
    record = read_record(tmp_path)
    assert record["stages"] == {"one": [], WHOLE_STAGE: epochs} and list(record["stages"]) == ["one", WHOLE_STAGE]
    assert record["minutes"] == 1.5 and record["command"] == "run_app.py train x --name y"


def test_records_of_earlier_versions_are_read_under_todays_titles(tmp_path):
    stages = {
        "The CNN on single frames": [],
        "The whole LRCN on stretches": [{"epoch": 1}],
        "Training 1: of its own": [],
    }
    (tmp_path / RECORD_FILE).write_text(json.dumps({"minutes": 2, "stages": stages}), encoding="utf-8")
    read = read_record(tmp_path)["stages"]
    assert list(read) == ["The CNN on single frames", WHOLE_STAGE, "Training 1: of its own"]
    assert read[WHOLE_STAGE] == [{"epoch": 1}]
