"""The real OBS, on a virtual screen with software OpenGL: connected with a password, asked by rules, a replay file at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from app.frames import Decision
from app.integrations.obs import Obs
from app.integrations.obs_client import ObsClient
from app.integrations.obs_password import keep_password
from app.integrations.obs_place import find_obs
from app.integrations.rules import Rule
from app.recording.recordings import Recordings
from app.settings import Settings
from tests.conftest import decode_strictly, virtual_screen
from tests.live_doubles import wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("obs") and shutil.which("Xvfb")), reason="obs-studio or xvfb is not installed"
    ),
]
PASSWORD = "a password"


def write_settings(folder: Path, port: int, replays: Path) -> None:
    """OBS' settings: a small picture, a replay buffer, and the WebSocket with a password."""
    obs = folder / "obs-studio"
    profile = obs / "basic" / "profiles" / "Test"
    profile.mkdir(parents=True)
    (obs / "global.ini").write_text(
        "[General]\nFirstRun=true\nEnableAutoUpdates=false\nLastVersion=486539266\nInfoIncrement=100\n"
        "[Basic]\nProfile=Test\nProfileDir=Test\nSceneCollection=Test\nSceneCollectionFile=Test\nConfigOnNewProfile=false\n"
        f"[OBSWebSocket]\nFirstLoad=false\nServerEnabled=true\nServerPort={port}\nAlertsEnabled=false\n"
        f"AuthRequired=true\nServerPassword={PASSWORD}\n"
    )
    (profile / "basic.ini").write_text(
        "[General]\nName=Test\n[Output]\nMode=Simple\n"
        f"[SimpleOutput]\nFilePath={replays}\nRecFormat=mkv\nRecQuality=Small\nRecEncoder=x264\nRecRB=true\nRecRBTime=5\n"
        "RecRBSize=64\nVBitrate=500\n[Video]\nBaseCX=320\nBaseCY=240\nOutputCX=320\nOutputCY=240\nFPSType=0\nFPSCommon=10\n"
    )


@pytest.fixture
def settled(tmp_path, monkeypatch) -> int:
    """OBS' settings are in ``tmp_path``, and its password is known; its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "replays").mkdir()
    write_settings(tmp_path, port, tmp_path / "replays")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert find_obs() == ("127.0.0.1", port)  # found by itself
    keep_password(PASSWORD)
    return port


def start_obs(screen: str) -> subprocess.Popen:
    return subprocess.Popen(
        ["obs", "--multi", "--disable-updater", "--disable-missing-files-check"],
        env={**os.environ, "DISPLAY": screen, "LIBGL_ALWAYS_SOFTWARE": "1", "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_rules_reach_the_real_obs(tmp_path, settled):
    port, replays = settled, tmp_path / "replays"
    with virtual_screen(800, 600) as screen:
        program = start_obs(screen)
        said: list[str] = []
        obs = Obs("", said.append)
        rules = [Rule(("gun",), do="obs", what=what) for what in ("text Label", "hide Label", "replay", "chapter")]
        recordings = Recordings(Settings(), rules, obs=obs)
        try:
            wait_for(lambda: obs.status.startswith("connected"))
            side = ObsClient("127.0.0.1", port, lambda: PASSWORD)
            scene = side.ask("GetCurrentProgramScene")["currentProgramSceneName"]
            side.ask(
                "CreateInput", sceneName=scene, inputName="Label", inputKind="text_ft2_source_v2", inputSettings={}
            )
            side.ask("StartReplayBuffer")  # OBS asks a person whether there is no source yet
            wait_for(lambda: side.ask("GetReplayBufferStatus")["outputActive"])
            wait_for(lambda: side.ask("GetStats")["outputTotalFrames"] > 20)  # of which a replay can be made
            recordings.decide(Decision("gun", 0.9, 0.0, np.ones(1)), "")
            wait_for(lambda: list(replays.glob("*.mkv")))
            wait_for(lambda: any("CreateRecordChapter" in one for one in said))
            item = side.ask("GetSceneItemId", sceneName=scene, sourceName="Label")["sceneItemId"]
            assert side.ask("GetInputSettings", inputName="Label")["inputSettings"]["text"] == "Gun"
            assert not side.ask("GetSceneItemEnabled", sceneName=scene, sceneItemId=item)["sceneItemEnabled"]
            side.close()
        finally:
            recordings.close()
            obs.close()
            program.terminate()
            program.wait(60)
    decode_strictly(next(replays.glob("*.mkv")))


def test_killed_and_started_again_it_is_back_within_two_seconds(settled):
    """The clock starts when OBS lets programs in again."""

    def listens() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", settled), timeout=1):
            return True
        return False

    obs, took = Obs(), []
    with virtual_screen(800, 600) as screen:
        program = start_obs(screen)
        obs.start()
        try:
            for _ in range(10):
                wait_for(lambda: obs.status.startswith("connected"))
                program.kill()
                program.wait()
                wait_for(lambda: not obs.status.startswith("connected"))
                program = start_obs(screen)
                wait_for(listens)
                began = time.monotonic()
                wait_for(lambda: obs.status.startswith("connected"))
                took.append(time.monotonic() - began)
        finally:
            obs.close()
            program.kill()
            program.wait(60)
    print(f"connected again after {', '.join(f'{seconds:.2f}' for seconds in took)} s")
    assert len(took) == 10 and max(took) <= 2.0
