"""The overlay page in a real browser, as OBS' browser source is one: transparent, follows the label, comes back."""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from websockets.sync.client import connect

from app.integrations.overlay_address import OverlayAddress
from app.integrations.overlay_server import OverlayServer
from app.runtime_env import cv2
from tests.live_doubles import wait_for

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


class Page:
    """A tab of Chromium, by its DevTools protocol."""

    def __init__(self, socket):
        self._socket, self._numbers = socket, itertools.count(1)

    def ask(self, method: str, **parameters):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv(60))).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def value(self, expression: str):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def picture(self) -> np.ndarray:
        """BGRA ``(height, width, 4)``."""
        data = base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


@contextmanager
def chromium(folder: Path):
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
               f"--user-data-dir={folder}", "about:blank"]  # fmt: skip
    program = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        port = next(found[1] for line in program.stderr if (found := re.search(r"ws://127\.0\.0\.1:(\d+)/", line)))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=60) as answer:
            tab = next(one for one in json.load(answer) if one["type"] == "page")
        with connect(tab["webSocketDebuggerUrl"], max_size=2**24) as socket:
            yield Page(socket)
    finally:
        program.terminate()
        program.communicate(timeout=60)


def state(label: str, confidence: float = 0.9) -> dict:
    return {"label": label, "title": label.capitalize(), "confidence": confidence, "sure": True, "state": "playing",
            "colour": "#56B4E9"}  # fmt: skip


def test_the_page_is_transparent_follows_the_label_and_comes_back(tmp_path):
    server = OverlayServer(OverlayAddress("127.0.0.1", 0))
    port = server.address.port
    server.tell(state("gun"))
    try:
        with chromium(tmp_path) as page:
            page.ask("Emulation.setDeviceMetricsOverride", width=640, height=360, deviceScaleFactor=1, mobile=False)
            page.ask("Emulation.setDefaultBackgroundColorOverride", color={"r": 0, "g": 0, "b": 0, "a": 0})
            page.ask("Page.navigate", url=f"{server.address.page}?theme=dark&history=3&labels=gun,chop,open%20chest")
            label = 'document.getElementById("label")?.textContent'
            away = 'document.getElementById("now").className.includes("away")'
            wait_for(lambda: page.value(label) == "Gun")
            wait_for(lambda: page.picture()[..., 3].max() > 150)
            shown = page.picture()
            assert shown.shape == (360, 640, 4) and shown[:200, :, 3].max() == 0, (
                "all but the label lets the game through"
            )
            assert page.value('document.getElementById("share").textContent') == "90 %"
            server.tell(state("<img src=x onerror=alert(1)>"))
            wait_for(lambda: page.value(away))  # none of the labels that were asked for
            server.tell(state("gun"))
            server.tell(state("chop", 0.5))
            wait_for(lambda: page.value(label) == "Chop" and not page.value(away))
            assert page.value('document.getElementById("history").textContent') == "Gun"
            server.close()
            wait_for(lambda: page.value(away))
            server = OverlayServer(OverlayAddress("127.0.0.1", port))
            server.tell(state("gun"))
            wait_for(lambda: page.value(label) == "Gun" and not page.value(away))
            if picture := os.environ.get("LAC_TEST_PICTURE"):  # to be looked at
                cv2.imwrite(picture, page.picture())
    finally:
        server.close()
