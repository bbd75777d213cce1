"""OBS: found, asked, refusing, gone and back. By a little double of its protocol; the real one is in ``test_real_obs``."""

from __future__ import annotations

import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision
from app.integrations import obs_password, obs_place
from app.integrations.obs import Obs
from app.integrations.obs_password import PASSWORD_FILE, PASSWORD_VARIABLE, keep_password, kept_password
from app.integrations.obs_place import find_obs
from app.integrations.rules import Rule
from app.live.hooks import Change
from app.recording.recordings import Recordings
from app.settings import Settings
from model.paths import FOLDER_VARIABLE, program_folder
from tests.app.integrations.fake_obs import FakeObs
from tests.live_doubles import wait_for

CHANGE = Change("", 1.0, "open_chest", 0.9, "gun", "")


@pytest.fixture
def started():
    made = []

    def start(thing):
        made.append(thing)
        return thing

    yield start
    for thing in made:
        thing.kill() if isinstance(thing, FakeObs) else thing.close()


def connected(fake: FakeObs, said: list | None = None) -> Obs:
    return Obs(f"127.0.0.1:{fake.port}", (said if said is not None else []).append, retry=0.02)


def test_each_action_is_asked_for_as_the_protocol_has_it(started):
    fake = started(FakeObs())
    obs = started(connected(fake))
    for what in ("replay", "scene Just chatting", "show Label", "hide Label", "text Label"):
        obs.ask(what, CHANGE)
    wait_for(lambda: len(fake.types()) == 9)
    scene, item = ("GetCurrentProgramScene", {}), ("GetSceneItemId", {"sceneName": "Game", "sourceName": "Label"})
    place = {"sceneName": "Game", "sceneItemId": 7}
    assert [one for one in fake.asked if one[0] != "GetVersion"] == [
        ("SaveReplayBuffer", {}), ("SetCurrentProgramScene", {"sceneName": "Just chatting"}),
        scene, item, ("SetSceneItemEnabled", {**place, "sceneItemEnabled": True}),
        scene, item, ("SetSceneItemEnabled", {**place, "sceneItemEnabled": False}),
        ("SetInputSettings", {"inputName": "Label", "inputSettings": {"text": "Open chest"}, "overlay": True}),
    ]  # fmt: skip


def test_a_refusal_is_said_plainly_and_the_next_request_is_done(started):
    fake, said = started(FakeObs()), []
    fake.replaying = False
    obs = started(connected(fake, said))
    for what in ("replay", "chapter", "show Nothing", "scene Game"):
        obs.ask(what, CHANGE)
    wait_for(lambda: "SetCurrentProgramScene" in fake.types())
    assert said == [
        "Connected to OBS 29.0.2", "OBS refused SaveReplayBuffer: The replay buffer is not running.",
        "OBS refused CreateRecordChapter: OBS 29.0.2 does not know it; a later one does.",
        "OBS refused GetSceneItemId: No scene items were found.",
    ]  # fmt: skip


def test_a_password_is_asked_once_and_kept_for_its_owner_alone(started):
    fake, said = started(FakeObs(password="s3cret")), []
    obs = started(connected(fake, said))
    obs.start()
    wait_for(lambda: said)
    assert "wants a password" in said[0] and obs.status == said[0]
    obs.use_password("wrong")
    wait_for(lambda: "another password" in obs.status)
    obs.use_password("s3cret")
    wait_for(lambda: obs.status.startswith("connected"))
    file = program_folder("config") / PASSWORD_FILE
    assert kept_password() == "s3cret" and file.stat().st_mode & 0o077 == 0
    assert not any("s3cret" in sentence for sentence in said)
    started(connected(fake, said)).start()
    wait_for(lambda: said[-1].startswith("Connected") and len(said) == 4)


@pytest.fixture
def keyring(tmp_path, monkeypatch):
    """``use(backend)``: the system's keyring; the program's own files go to ``tmp_path``."""
    keyring = pytest.importorskip("keyring")
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setattr(obs_password, "program_folder", lambda kind: tmp_path)
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def backend(priority: float, works: bool = True):
    from keyring.backend import KeyringBackend

    class Fake(KeyringBackend):
        asked = 0

        def get_password(self, service, name):
            self.asked += 1
            if not works:
                raise RuntimeError("the person said no: s3cret")
            return self.__dict__.get(service + name)

        def set_password(self, service, name, password):
            if not works:
                raise RuntimeError("the person said no: s3cret")
            self.__dict__[service + name] = password

    Fake.priority = priority
    return Fake()


def test_the_system_s_keyring_keeps_it_and_no_file_does(keyring, tmp_path, monkeypatch):
    (tmp_path / PASSWORD_FILE).write_text("of an earlier version\n")
    system = backend(5)
    keyring(system)
    assert kept_password() == "of an earlier version"
    keep_password("s3cret")
    assert kept_password() == "s3cret" and not list(tmp_path.iterdir())
    monkeypatch.setenv(PASSWORD_VARIABLE, "given")
    assert kept_password() == "given"
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))  # all of the program's own is to lie there
    assert kept_password() == ""


@pytest.mark.parametrize("which", ["locked", "plain files", "fail", "null"])
def test_without_a_keyring_that_keeps_it_a_private_file_does(which, keyring, tmp_path, caplog):
    from keyring.backends import fail, null

    keyring({"locked": backend(5, works=False), "plain files": backend(0.5), "fail": fail.Keyring(),
             "null": null.Keyring()}[which])  # fmt: skip
    assert kept_password() == ""
    keep_password("s3cret")
    file = tmp_path / PASSWORD_FILE
    assert kept_password() == "s3cret" and file.read_text() == "s3cret\n" and file.stat().st_mode & 0o077 == 0
    assert "s3cret" not in caplog.text


def test_where_nothing_keeps_it_it_holds_for_the_run(started, tmp_path, monkeypatch):
    fake, said = started(FakeObs(password="s3cret")), []
    (tmp_path / "file").touch()
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file"))  # where no folder can be made
    obs = started(connected(fake, said))
    obs.use_password("s3cret")
    wait_for(lambda: obs.status.startswith("connected"))
    assert obs.problem.startswith("Received OBS' password, which cannot be kept in") and obs.problem in said
    assert PASSWORD_VARIABLE in obs.problem and "s3cret" not in obs.problem


def test_the_keyring_is_asked_only_where_obs_wants_a_password_and_then_once(keyring, started):
    system = backend(5)
    keyring(system)
    system.set_password(obs_password.SERVICE, obs_password.NAME, "s3cret")
    fake = FakeObs()
    obs = started(connected(fake))
    obs.start()
    wait_for(lambda: obs.status.startswith("connected"))
    assert system.asked == 0
    for _ in range(2):
        fake.kill()
        wait_for(lambda: not obs.status.startswith("connected"))
        fake = FakeObs(fake.port, password="s3cret")
        wait_for(lambda: obs.status.startswith("connected"))
    started(fake)
    assert system.asked == 1


def test_killed_and_started_again_ten_times_it_is_back_each_time(started):
    fake = FakeObs()
    obs = started(connected(fake))
    obs.start()
    for _ in range(10):
        wait_for(lambda: obs.status.startswith("connected"))
        port = fake.port
        fake.kill()
        wait_for(lambda: not obs.status.startswith("connected"))
        fake = FakeObs(port)
    wait_for(lambda: obs.status.startswith("connected"))
    obs.ask("replay", CHANGE)
    wait_for(lambda: fake.types() == ["SaveReplayBuffer"])
    started(fake)


def test_what_was_wanted_while_it_was_away_for_long_is_left_out_and_counted(started):
    fake = FakeObs()
    port = fake.port
    fake.kill()
    now, said = [0.0], []
    obs = started(Obs(f"127.0.0.1:{port}", said.append, lambda: now[0], retry=0.02))
    obs.ask("scene Old", CHANGE)
    wait_for(lambda: obs.status.startswith("OBS is not there"))
    now[0] = 60.0
    wait_for(lambda: obs.left_out == 1)
    obs.ask("scene New", CHANGE)
    fake = started(FakeObs(port))
    wait_for(lambda: fake.types())
    assert fake.asked[-1] == ("SetCurrentProgramScene", {"sceneName": "New"}) and "1 requests were left out" in said[0]


@pytest.mark.parametrize("out_of_turn", [False, True])
def test_another_program_at_that_port_harms_nothing(out_of_turn):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        obs = Obs(f"127.0.0.1:{other.getsockname()[1]}")
        obs.start()
        client, _ = other.accept()
        if not out_of_turn:
            client.recv(4096)
        client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        wait_for(lambda: "another program" in obs.status)
        obs.close()
        client.close()


def test_it_is_found_by_its_own_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(obs_place, "obs_folders", lambda: [tmp_path])
    assert find_obs() == ("127.0.0.1", 4455)
    (tmp_path / "global.ini").write_text("\ufeff[General]\nx=%n\n[OBSWebSocket]\nServerPort=4460\n", encoding="utf-8")
    assert find_obs() == ("127.0.0.1", 4460)
    new = tmp_path / "plugin_config" / "obs-websocket" / "config.json"
    new.parent.mkdir(parents=True)
    new.write_text('{"server_port": 4470}')
    assert find_obs() == ("127.0.0.1", 4470)
    new.write_text("[" * 100_000)
    assert find_obs() == ("127.0.0.1", 4460)
    assert find_obs("10.0.0.5:4455") == ("10.0.0.5", 4455)
    for wrong in ("4455", "x:y", "x:0", ":4455"):
        with pytest.raises(UserError, match="HOST:PORT"):
            find_obs(wrong)


def test_a_rule_s_event_reaches_obs(started):
    fake = started(FakeObs())
    obs = started(connected(fake))
    recordings = Recordings(Settings(), [Rule(("gun",), do="obs", what="replay")], obs=obs)
    wait_for(lambda: obs.status.startswith("connected"))  # before anything has happened
    recordings.decide(Decision("gun", 0.9, 0.0, np.ones(1)), "")
    wait_for(lambda: fake.types() == ["SaveReplayBuffer"])
    recordings.close()
