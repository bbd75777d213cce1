"""A little game of one's own: a square that stands at the bottom right, moves, or is not there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.teach.run import EMBEDDINGS, teach_folder
from model.paths import program_folder

FPS, SIZE = 20, (320, 180)
LABELS = ("moving", "others", "standing")
SCENE = 2.0  # seconds that a label lasts


def draw(label: str, index: int, rng: np.random.Generator) -> np.ndarray:
    """A picture of the game, BGR."""
    image = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    image[::8] += 30
    image += rng.integers(0, 12, image.shape, np.uint8)
    if label != "others":
        left = 200 + (30 * (index % 3) if label == "moving" else 0)
        image[100:160, left : left + 50] = (40, 60, 230)
    return image


def write_game(
    folder: Path, name: str, scenes: int, seed: int = 0, size=SIZE, fps: int = FPS, light: float = 1.0
) -> Path:
    """Record ``scenes`` of the game to ``NAME.mp4`` beside ``NAME.csv``; returns its path. light: below 1 it is darker."""
    rng, rows, index = np.random.default_rng(seed), ["start,end,label"], 0
    folder.mkdir(parents=True, exist_ok=True)
    with av.open(str(folder / f"{name}.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "g": "20"})
        stream.width, stream.height = size
        for scene in range(scenes):
            label = LABELS[(scene + seed) % len(LABELS)]
            rows.append(f"{scene * SCENE},{(scene + 1) * SCENE},{label}")
            for _ in range(int(SCENE * fps)):
                image = (cv2.resize(draw(label, index, rng), size) * light).astype(np.uint8)
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                container.mux(stream.encode(frame))
                index += 1
        container.mux(stream.encode())
    (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")
    return folder / f"{name}.mp4"


@pytest.fixture(scope="session")
def taught(game, shared_settings, tmp_path_factory) -> tuple[Path, dict]:
    """A model that was taught on the game, and the report."""
    folder = tmp_path_factory.mktemp("taught") / "mine"
    return folder, teach_folder(game, "mine", folder)


@pytest.fixture
def encoded(taught, shared_settings, own_settings) -> Path:
    """The game is encoded already, for tests of what comes after that; gives the folder."""
    folder = program_folder("cache") / EMBEDDINGS
    return shutil.copytree(shared_settings / EMBEDDINGS, folder, copy_function=os.link)


@pytest.fixture(scope="session")
def game(tmp_path_factory) -> Path:
    """A folder with two labelled videos of the game."""
    folder = tmp_path_factory.mktemp("game")
    for number in range(2):
        write_game(folder, f"match_{number}", 12, number)
    return folder
