"""The real program on a real screen (Xvfb): starts, labels the demo clip, shows it, measures itself and quits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import cv2
import numpy as np
import pytest

from tests.conftest import virtual_screen

REPO = Path(__file__).parents[2]
DEMO = REPO / "app" / "assets" / "demo.mp4"
COLOURS = {  # BGR, app/window/theme.py; written out here: this file must not load Qt
    "chop": (0x00, 0x9F, 0xE6),
    "others": (0xA6, 0x93, 0x8A),
    "gun": (0xE9, 0xB4, 0x56),
    "chests": (0x42, 0xE4, 0xF0),
    "shooting": (0x00, 0x5E, 0xD5),
}

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is of Linux"),
    pytest.mark.skipif(
        shutil.which("Xvfb") is None and not os.environ.get("CI"), reason="Xvfb is not installed (apt-get install xvfb)"
    ),
]


@pytest.fixture(scope="module")
def display():
    """A screen of its own, with room for the whole window."""
    with virtual_screen(1440, 900) as number:
        yield number


def start(display, folder: Path, *arguments: str, until: Callable[[TextIO], object]):
    """Run ``run_app.py live`` until it has printed what is waited for, then end it; its errors, screenshot (BGR) and report.

    until: reads what the program prints; returns when that is enough, or at its end.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QT_") and k != "WAYLAND_DISPLAY"}
    environment |= {"DISPLAY": display, "LAC_CONFIG_DIR": str(folder / "config")}
    picture, report = folder / "window.png", folder / "report.json"
    command = [sys.executable, "run_app.py", "live", *arguments, "--screenshot", str(picture), "--report", str(report)]
    with subprocess.Popen(
        command, cwd=REPO, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        until(program.stdout)
        program.terminate()
        _, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    return errors, cv2.imread(str(picture)), json.loads(report.read_text())


def three_lasting_labels(events: TextIO) -> list[str]:
    """Reads until three labels have been there for a second each, and another one has begun."""
    lasted: Counter[str] = Counter()
    last = None
    for line in events:
        change = json.loads(line)
        if last is not None:
            lasted[last["label"]] += max(0.0, change["time"] - last["time"])
        last = change
        lasting = [label for label, seconds in lasted.items() if seconds >= 1]
        if len(lasting) >= 3:
            return lasting
    return []


def two_changes(events: TextIO) -> None:
    assert events.readline() and events.readline()


def count(picture: np.ndarray, label: str) -> int:
    """How many pixels of ``picture`` have ``label``'s colour."""
    return int((np.abs(picture.astype(int) - COLOURS[label]).max(axis=2) <= 4).sum())


def test_the_demo_clip_is_labelled_in_the_window(display, tmp_path):
    model = os.environ.get("LAC_TEST_MODEL", "b5_lstm_256")
    clip = os.environ.get("LAC_TEST_CLIP", str(DEMO))
    arguments = (clip, "--model", model, "--events", "-")
    labels: list[str] = []
    errors, picture, report = start(
        display, tmp_path, *arguments, until=lambda events: labels.extend(three_lasting_labels(events))
    )
    assert errors == ""
    assert set(labels) <= set(report["labels_seen"]) <= set(COLOURS) and len(labels) >= 3
    assert report["state"] == "playing" and report["first_label_s"] is not None
    assert 0 < report["memory_mb"] <= 450
    assert picture.shape == (800, 1280, 3)
    video = picture[60:730, :960]
    assert video.std() > 8, "the video's place is blank"
    assert all(count(picture[:, 970:], label) > 20 for label in labels), "bars in the labels' colours"
    assert max(count(video[:, :400], label) for label in COLOURS) > 300, "the card with the current label"


@pytest.mark.parametrize("screen", [(1366, 768), (800, 480), (640, 384)])
def test_the_window_is_no_larger_than_its_screen(tmp_path, screen):
    """Room is left for a desktop's title above it as well; the label and what is below the picture are in it."""
    with virtual_screen(*screen) as number:
        arguments = (str(DEMO), "--events", "-")
        errors, picture, report = start(number, tmp_path, *arguments, until=two_changes)
    height, width = picture.shape[:2]
    assert errors == "" and report["state"] == "playing" and report["labels_seen"]
    assert 480 <= width <= screen[0] and 320 <= height <= screen[1] - 20
    assert max(count(picture[: height - 60], label) for label in COLOURS) > 300, "the card with the current label"
    white = (picture[height - 60 :].min(axis=2) > 200).sum()
    assert white > 100, "the clip's name and the button below the picture"


def test_a_missing_camera_is_a_message_in_the_window(display, tmp_path):
    if Path("/dev/video99").exists():
        pytest.skip("there is a camera 99")
    model = os.environ.get("LAC_TEST_MODEL", "b5_lstm_256")
    _, picture, report = start(
        display, tmp_path, "99", "--model", model, "--quit-after", "5", until=lambda printed: printed.read()
    )
    assert report["state"] == "failed" and report["labels_seen"] == [] and report["predictions"] == 0
    accent = np.abs(picture.astype(int) - (0xFF, 0x8C, 0x9C)).max(axis=2) <= 4
    assert accent.sum() > 1000, "the message's first button"
