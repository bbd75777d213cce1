"""Settings are data: whatever their file holds, the program starts, with the defaults and a line in the log."""

from __future__ import annotations

import json
import os

import pytest

from app import log
from app.commands import main
from app.errors import UserError
from app.live.hooks import EventFile
from app.recording.recordings import Recordings
from app.settings import DEMO_CLIP, SCHEMA, Settings, load_settings, save_settings, settings_file
from app.settings_model import SettingsModel
from app.sources import SourceError, check_source
from model.paths import expand_user
from model.registry import DEFAULT_MODEL, find_model
from tests.conftest import run_program

NO_JSON = {
    "nested": "[" * 100_000,
    "nested and closed": '{"model":' * 900 + "1" + "}" * 900,
    "many": "[" + "[]," * 300_000 + "[]]",
    "text": "hello",
    "empty": "",
    "half": '{"model": "b3",',
    "bytes": b"\xff\xfe\x00{",
    "a list": "[]",
    "a number": "1e400",
    "a NUL": "\0",
}
WRONG = {
    "smoothing": ["NaN", "Infinity", "-Infinity", "1e400", "-1e308", "true", '"0.1"', "[0.1]", "{}", "null", "9" * 5000, "5.01"],
    "on": ["1.5", "-0.1", "true", "NaN"],
    "dwell": ["1e9", "false"],
    "clip_seconds": ["-5", "1e18"],
    "record_what": ['"nonsense"', "1", '["raw"]', "null"],
    "model": ["3", '"a\\u0000b"', '"\\ud800"', json.dumps("x" * 100_000), "true", "[]"],
    "recordings": ['"\\u0000"', "{}"],
    "last_source": ["0", '["a"]', '"\\udbff"'],
    "recent": ["[]", "1"],
    "window_geometry": ["1", json.dumps("A" * 100_000)],
}  # fmt: skip

ODD = (
    '{"last_source": "~nosuch/x.mp4", "recordings": "~nosuch", "model": "~nosuch/x", "recent": "~nosuch/y\\n\\ud8ff", '
    '"on": NaN, "window_geometry": "%%%"}'
)


@pytest.fixture
def lines(monkeypatch):
    """The lines that the settings add to the log."""
    said = []
    monkeypatch.setattr(log, "note", said.append)
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    return said


@pytest.mark.parametrize("content", NO_JSON.values(), ids=NO_JSON)
def test_a_file_that_is_no_settings_gives_the_defaults_and_one_line(lines, content):
    settings_file().write_bytes(content if isinstance(content, bytes) else content.encode())
    for _ in range(3):
        assert load_settings() == Settings()
    assert len(lines) == 1 and str(settings_file()) in lines[0]
    assert save_settings(Settings(model="b3")) and load_settings().model == "b3"
    damaged = settings_file().with_name("settings.damaged.json")  # a comma forgotten by hand loses nothing
    assert damaged.read_bytes() == (content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_that_cannot_be_gives_that_setting_s_default_alone(lines, name, value):
    other = "recent" if name != "recent" else "model"
    settings_file().write_text(f'{{"{name}": {value}, "{other}": "kept"}}')
    for _ in range(3):
        assert load_settings() == Settings(**{other: "kept"})
    assert len(lines) == 1 and name in lines[0]


@pytest.mark.parametrize("kind", ["a directory", "a pipe", "1 GB", "a link to itself"])
def test_what_is_no_file_of_settings_is_not_read(lines, kind):
    path = settings_file()
    if kind == "a directory":
        path.mkdir()
    elif kind == "a pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes with names here")
        os.mkfifo(path)
    elif kind == "1 GB":
        with path.open("wb") as file:
            file.truncate(2**30)
    else:
        path.symlink_to(path.name)
    assert load_settings() == Settings() == load_settings()
    assert len(lines) == 1


def test_numbers_come_as_numbers_and_paths_beyond_unicode_survive(lines):
    odd = os.fsdecode(b"/videos/\xff.mp4")
    assert save_settings(Settings(last_source=odd, on=1))
    kept = load_settings()
    assert kept.last_source == odd and not lines
    assert isinstance(kept.on, float) and kept.on == 1.0


def test_every_setting_has_a_row_with_a_range_and_a_sentence():
    assert {row.name for row in SCHEMA} == set(vars(Settings()))
    for row in SCHEMA:
        assert row.holds(row.default) and row.help
        assert not row.holds(None) and not row.holds(True) and not row.holds([row.default])
    assert all(isinstance(getattr(Settings(), row.name), type(row.default)) for row in SCHEMA)


def test_an_unknown_user_s_home_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="--events ~nosuch/x.*no user is called nosuch"):
        EventFile("~nosuch/x")
    with pytest.raises(SourceError, match="~nosuch/x.mp4"):
        check_source("~nosuch/x.mp4")
    recordings = Recordings(Settings(recordings="~nosuch/x"))
    recordings.begin(("a", "b"))
    with pytest.raises(UserError, match="~nosuch/x"):
        recordings.record()
    recordings.close()
    assert not list(tmp_path.iterdir())  # nor is a folder of that name made
    (tmp_path / "~draft.mp4").write_bytes(b"")
    assert expand_user("~draft.mp4").exists()  # what is there is meant as it is written


@pytest.mark.parametrize("text", ["x" * 5000, "a\0b", "\ud800", "/" * 5000 + "a" * 300])
def test_a_path_that_no_file_can_have_is_a_sentence(text):
    from model.errors import ModelError

    with pytest.raises(SourceError):
        check_source(text)
    with pytest.raises(UserError, match="--events"):
        EventFile(text)
    with pytest.raises(ModelError, match=DEFAULT_MODEL):
        find_model(text)


@pytest.mark.parametrize("content", ["[" * 100_000, ODD], ids=["deep", "odd"])
def test_the_window_starts_on_any_settings(tmp_path, content):
    (tmp_path / "settings.json").write_text(content)
    done = run_program("live", "--quit-after", "0.5", LAC_CONFIG_DIR=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert log.log_file().name in {file.name for file in tmp_path.iterdir()}
    written = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert written.count("Received settings") == 1 and "Traceback" not in written


def test_settings_survive_and_damage_gives_defaults():
    assert load_settings() == Settings()
    changed = Settings(last_source="a.mp4", model="m", window_geometry="AAAA")
    assert save_settings(changed) and load_settings() == changed
    settings_file().write_text('{"last_source": 3, "model": "m", "from_the_future": 1}', encoding="utf-8")
    assert load_settings() == Settings(model="m")
    settings_file().write_text("{", encoding="utf-8")
    assert load_settings() == Settings()


def test_settings_that_cannot_be_saved_do_not_stop_the_program(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "file" / "below"))
    assert save_settings(Settings()) is False


# ---- the view model


def test_a_change_is_saved_and_told_and_one_of_this_run_is_not_saved():
    model, told = SettingsModel(dwell=2.0, record_what="raw"), []
    model.changed.connect(told.append)
    assert (model.now.dwell, model.now.record_what) == (2.0, "raw") and load_settings() == Settings()
    model.change(on=0.9)
    assert told[-1].rules.on == 0.9 and told[-1].dwell == 2.0 and load_settings() == Settings(on=0.9)
    model.change(dwell=1.0)  # what is changed by hand holds from then on
    assert model.now.dwell == load_settings().dwell == 1.0
    save_settings(load_settings().with_(last_source="screen"))
    model.reset()
    assert model.now == load_settings() == Settings(last_source="screen")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"dwell": 99.0}, "Received --dwell 99.0: expected a number from 0 to 10."),
        ({"record_what": "nothing"}, "Received --record-what 'nothing': expected annotated or raw or both."),
        ({"recordings": "a\0b"}, "Received --recordings 'a\\x00b': expected a text."),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_changes_nothing(given, expected):
    with pytest.raises(UserError) as refused:
        SettingsModel(**given)
    assert str(refused.value) == expected
    with pytest.raises(UserError):
        SettingsModel().change(sure=0.5, **given)
    assert load_settings() == Settings()


def test_every_setting_that_people_change_is_an_option_of_live(capsys):
    assert main(["live", "--help"]) == 0
    said = capsys.readouterr().out
    options = [row.option for row in SCHEMA if row.title]
    assert len(options) >= 8 and all(option in said for option in options)
    assert "--last-source" not in said and "--window-geometry" not in said


def test_options_of_live_reach_the_window_for_this_run_alone(monkeypatch):
    given = {}
    monkeypatch.setattr("app.runtime_env.check_display", lambda: None)
    monkeypatch.setattr("app.window.run_window", lambda source, model, **more: given.update(more) or 0)
    assert main(["live", str(DEMO_CLIP), "--dwell", "1.5", "--record-what", "both"]) == 0
    now = given["settings"].now
    assert (now.dwell, now.record_what, given["recordings"].settings) == (1.5, "both", now)
    assert load_settings() == Settings()
    given["recordings"].close()
    assert main(["live", str(DEMO_CLIP), "--dwell", "11"]) == 2
