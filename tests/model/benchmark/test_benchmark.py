"""``benchmark``: what its JSON holds. How fast anything is depends on the machine, so no time is asserted."""

from __future__ import annotations

import json

import pytest

from tests.conftest import convert_both, run_program


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_figures_are_whole(tmp_path, model_folder, start_of_demo):
    file = tmp_path / "speed.json"
    done = run_program(
        "benchmark",
        "--rounds",
        "2",
        "--json",
        file,
        "--plot",
        tmp_path / "speed.png",
        "--model",
        convert_both(model_folder, tmp_path)[0],
        "--video",
        start_of_demo,
        timeout=800,
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    data = json.loads(file.read_text(encoding="utf-8"))
    expected = {"keras_predict", "tf_function", "streaming_1_thread", "streaming_2_threads"}
    expected |= {"streaming_int8_1_thread", "streaming_int8_2_threads"}
    assert expected <= set(data["ways"])
    for figures in data["ways"].values():
        low, high = figures["quartiles_ms"]
        assert 0 < low <= figures["median_ms"] <= high and figures["times_as_fast"] > 0
        assert figures["what"] in done.stdout
    assert data["ways"]["keras_predict"]["times_as_fast"] == 1
    assert set(data["cold_start"]) == {"first_label", "import_tensorflow"}
    for figures in data["cold_start"].values():
        low, high = figures["range_s"]
        assert 0 < low <= figures["median_s"] <= high
    assert 0 <= data["largest_difference"] < 1e-3
    assert {"litert_1", "litert_int8_1"} <= set(data["encoders"])
    for figures in data["encoders"].values():
        assert figures["median_ms"] > 0 and 0 < figures["share_of_peak"] and figures["what"] in done.stdout
        assert figures["same_label"] >= 0.98
    assert data["encoders"]["litert_1"]["same_label"] == 1
    agreement = data["agreement"]
    assert agreement["predictions"] > 80 and agreement["same_label"] >= 0.999
    assert agreement["largest_difference"] < 0.01
    assert agreement["int8"]["same_label"] >= 0.98 and agreement["int8"]["largest_difference"] < 0.5
    assert data["precision"] in ("fp32", "int8")
    memory = data["peak_memory_mb"]
    assert 30 < memory["classify"] < 0.5 * memory["tensorflow"]
    whole = data["file_to_labels"]
    assert whole["predictions"] == agreement["predictions"] and whole["frames_per_second"] > 0
    assert (tmp_path / "speed.png").read_bytes().startswith(b"\x89PNG")
    assert data["rounds"] == 2 and data["machine"] and data["versions"]["numpy"] and data["counted"]
    assert 0 <= data["cpu_load_before"] <= 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--rounds", "1"), "rounds"),
        (("--json", "/no/such/folder/x.json"), "--json"),
        (("--plot", "/no/such/folder/x.png"), "--plot"),
        (("--video", "/no/such/video.mp4"), "video.mp4"),
        (("--model", "none_such"), "none_such"),
    ],
)
def test_wrong_use(arguments, says, call):
    done = call("benchmark", *arguments)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and says in done.stderr
