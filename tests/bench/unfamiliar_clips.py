"""Pictures that no model here has learned from: desktops, menus, puzzles, films and more, all drawn by a script.

``python -m tests.bench.unfamiliar_clips OUT [--seconds 20] [--seeds 3] [--first 0] [--fps 20] [--pictures DIR] [--all]`` writes
``KIND_SEED.mkv`` for each kind and seed; all: also the kinds of ``unfamiliar_scenes``; with a folder of photographs, one clip of
each, over which a camera pans. The same seed draws the same clip.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from app.recording.video_writer import VideoWriter
from tests.bench.unfamiliar_scenes import SCENES

FPS = 20
SIZES = ((640, 360), (854, 480), (960, 600), (800, 600))
WORDS = "file edit view report total open mail list draft meeting notes budget table value invoice name date".split()
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX)

Drawing = Callable[[float], np.ndarray]  # from seconds to BGR uint8 (height, width, 3)


def _colour(rng: np.random.Generator, low: int = 30, high: int = 230) -> tuple[int, ...]:
    return tuple(int(value) for value in rng.integers(low, high, 3))


def _clouds(rng: np.random.Generator, width: int, height: int, first: float = 1.0) -> np.ndarray:
    """Value noise of several octaves, float32 ``(height, width)``, 0 to 1."""
    total = np.zeros((height, width), np.float32)
    for octave in range(6):
        cells = rng.random((2 + 2**octave, 3 + 2**octave)).astype(np.float32)
        total += cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC) * first / 2**octave
    return (total - total.min()) / (total.max() - total.min())


def _say(image: np.ndarray, text: str, at: tuple[int, int], size: float, colour, font: int = FONTS[0]) -> None:
    cv2.putText(image, text, at, font, size, colour, 1 if size < 0.8 else 2, cv2.LINE_AA)


def _gradient(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    top, bottom = np.array(_colour(rng)), np.array(_colour(rng))
    share = np.linspace(0, 1, height)[:, None, None]
    return np.broadcast_to(top + (bottom - top) * share, (height, width, 3)).astype(np.uint8).copy()


def desktop(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """Windows of text over a wallpaper; one of them scrolls, another is dragged, the pointer wanders."""
    wall, dark = _gradient(rng, width, height), bool(rng.random() < 0.5)
    paper, ink = ((38, 36, 34), (220, 220, 220)) if dark else ((248, 248, 248), (40, 40, 40))
    bar = _colour(rng)
    frames = [
        (int(rng.uniform(0, 0.4) * width), int(rng.uniform(0, 0.3) * height), int(rng.uniform(0.4, 0.6) * width),
         int(rng.uniform(0.4, 0.65) * height)) for _ in range(int(rng.integers(1, 4)))
    ]  # fmt: skip
    lines = [" ".join(rng.choice(WORDS, rng.integers(2, 8))) for _ in range(400)]
    speed, path = rng.uniform(10, 50), rng.uniform(0, 6, 4)

    def draw(time: float) -> np.ndarray:
        image = wall.copy()
        for number, (left, top, wide, high) in enumerate(frames):
            x = left + int(30 * np.sin(time * 0.7)) * (number == len(frames) - 1)
            cv2.rectangle(image, (x, top), (x + wide, top + high), paper, -1)
            cv2.rectangle(image, (x, top), (x + wide, top + 22), bar, -1)
            _say(image, lines[number].title(), (x + 8, top + 16), 0.45, (255, 255, 255))
            moved = int(time * speed) if number == 0 else 0
            for row in range((high - 40) // 16):
                said = lines[(number * 50 + row + moved // 16) % len(lines)][: max(4, wide // 9)]
                _say(image, said, (x + 10, top + 42 + row * 16), 0.4, ink)
        cv2.rectangle(image, (0, height - 26), (width, height), bar, -1)
        x, y = width * (0.5 + 0.4 * np.sin(time + path[0])), height * (0.5 + 0.4 * np.cos(0.7 * time + path[1]))
        cv2.drawMarker(image, (int(x), int(y)), (255, 255, 255), cv2.MARKER_TRIANGLE_UP, 12, 2)
        return image

    return draw


def menu(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A game's menu: a title, a list with one entry lit, over a dim drifting picture."""
    back = cv2.applyColorMap((_clouds(rng, width * 2, height) * 255).astype(np.uint8), int(rng.integers(0, 20)))
    font, lit = FONTS[rng.integers(len(FONTS))], _colour(rng, 120, 255)
    entries = [str(word).upper() for word in rng.choice(WORDS, rng.integers(4, 8), replace=False)]
    dim, left = rng.uniform(0.15, 0.6), int(rng.choice([0.1, 0.38]) * width)
    step, title = rng.uniform(0.6, 1.6), " ".join(rng.choice(WORDS, 2)).upper()

    def draw(time: float) -> np.ndarray:
        shift = int((np.sin(time * 0.2) + 1) / 2 * width)
        image = (back[:, shift : shift + width] * dim).astype(np.uint8)
        _say(image, title, (left, int(height * 0.2)), height / 300, (255, 255, 255), font)
        for number, entry in enumerate(entries):
            y = int(height * 0.34) + number * height // 12
            now = int(time / step) % len(entries) == number
            if now:
                cv2.rectangle(image, (left - 10, y - height // 20), (left + width // 3, y + 8), lit, -1)
            _say(image, entry, (left, y), height / 620, (20, 20, 20) if now else (220, 220, 220), font)
        return image

    return draw


def puzzle(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A board of coloured tiles that fall and are swapped, seen from straight above."""
    rows, columns, kinds = int(rng.integers(6, 13)), int(rng.integers(6, 13)), int(rng.integers(3, 7))
    side = min(int(height * 0.85) // rows, int(width * 0.7) // columns)
    colours, back = [_colour(rng) for _ in range(kinds)], _gradient(rng, width, height)
    boards = [rng.integers(0, kinds, (rows, columns)) for _ in range(12)]
    shape, left, top = int(rng.integers(3)), (width - columns * side) // 2, (height - rows * side) // 2

    def draw(time: float) -> np.ndarray:
        image = back.copy()
        board, share = boards[int(time / 2) % len(boards)], min(1.0, (time % 2) / 0.7)
        for row, column in np.ndindex(rows, columns):
            x, y = left + column * side, top + int(row * side - (1 - share) * (rows - row) * side * 0.6)
            colour = colours[board[row, column]]
            centre = (x + side // 2, y + side // 2)
            if shape == 0:
                cv2.circle(image, centre, side // 2 - 2, colour, -1, cv2.LINE_AA)
            elif shape == 1:
                cv2.rectangle(image, (x + 1, y + 1), (x + side - 2, y + side - 2), colour, -1)
            else:
                cv2.drawMarker(image, centre, colour, cv2.MARKER_DIAMOND, side - 4, max(2, side // 6))
        _say(image, f"SCORE {int(time * 37) * 10}", (10, 30), 0.7, (255, 255, 255))
        return image

    return draw


def film(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """Landscapes behind which a camera pans and people who talk, cut every few seconds; grain and black bars."""
    shots = [_shot(rng, width, height) for _ in range(8)]
    length, bars, grain = rng.uniform(2, 4), int(height * rng.choice([0.0, 0.11])), rng.uniform(0, 9)
    noise = rng.normal(0, grain, (height + 40, width + 40, 3)).astype(np.float32)

    def draw(time: float) -> np.ndarray:
        image = shots[int(time / length) % len(shots)](time)
        dy, dx = int(time * 9973) % 40, int(time * 7919) % 40
        image = np.clip(image + noise[dy : dy + height, dx : dx + width], 0, 255).astype(np.uint8)
        if bars:
            image[:bars] = image[-bars:] = 0
        return image

    return draw


def _shot(rng: np.random.Generator, width: int, height: int) -> Drawing:
    sky = _gradient(rng, width, height)
    layers = []
    for depth in range(3):
        line = _clouds(rng, 2 * width, 8)[3] * height * 0.35 + height * (0.25 + 0.2 * depth)
        tint = _clouds(rng, 2 * width, height)[..., None] * 0.5 + 0.5
        layers.append((line, (tint * np.array(_colour(rng, 20, 180))).astype(np.uint8)))
    person, skin, coat = rng.random() < 0.5, _colour(rng, 90, 220), _colour(rng, 10, 120)
    at, pan = rng.uniform(0.3, 0.7), rng.uniform(-30, 30)

    def draw(time: float) -> np.ndarray:
        image, ys = sky.copy(), np.arange(height)[:, None]
        for depth, (line, paint) in enumerate(layers):
            shift = int(width / 2 + pan * (depth + 1) * np.sin(time * 0.5))
            mask = ys > line[None, shift : shift + width]
            image[mask] = paint[:, shift : shift + width][mask]
        if person:
            x, y = int(at * width), int(height * (0.45 + 0.01 * np.sin(5 * time)))
            cv2.ellipse(image, (x, height), (height // 3, height // 3), 0, 0, 360, coat, -1, cv2.LINE_AA)
            cv2.ellipse(image, (x, y), (height // 7, height // 5), 0, 0, 360, skin, -1, cv2.LINE_AA)
            open_ = 2 + int(6 * abs(np.sin(7 * time)))
            cv2.ellipse(image, (x, y + height // 12), (height // 24, open_), 0, 0, 360, (40, 30, 90), -1, cv2.LINE_AA)
        return image

    return draw


KINDS = {"desktop": desktop, "menu": menu, "puzzle": puzzle, "film": film}


def panned(rng: np.random.Generator, picture: np.ndarray, width: int, height: int) -> Drawing:
    """Over a photograph a camera pans and zooms."""
    rows, columns = picture.shape[:2]
    paths = rng.uniform(0, 6, 3)

    def draw(time: float) -> np.ndarray:
        across = (0.72 + 0.25 * np.sin(time * 0.4 + paths[0])) * min(columns, rows * width / height)
        down = across * height / width
        x = (0.5 + 0.45 * np.sin(time * 0.5 + paths[1])) * (columns - across)
        y = (0.5 + 0.45 * np.sin(time * 0.3 + paths[2])) * (rows - down)
        part = picture[int(y) : int(y + down), int(x) : int(x + across)]
        return cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)

    return draw


def write_clip(path: Path, kind: str, seed: int, seconds: float, fps: float = FPS) -> Path:
    """Draw a clip of that kind to ``path``, in Matroska; returns the path."""
    kinds = {**KINDS, **SCENES}
    rng = np.random.default_rng([list(kinds).index(kind), seed])
    width, height = SIZES[rng.integers(len(SIZES))]
    return _write(path, kinds[kind](rng, width, height), (width, height), seconds, fps)


def _write(path: Path, draw: Drawing, size: tuple[int, int], seconds: float, fps: float) -> Path:
    writer = VideoWriter(path, *size)
    for number in range(round(seconds * fps)):
        writer.write(draw(number / fps), number / fps)
    writer.close()
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--fps", type=float, default=FPS)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for kind in [*KINDS, *(SCENES if args.all else ())]:
        for seed in range(args.first, args.first + args.seeds):
            print(write_clip(args.out / f"{kind}_{seed}.mkv", kind, seed, args.seconds, args.fps), flush=True)
    for number, file in enumerate(sorted(args.pictures.rglob("*.*")) if args.pictures else ()):
        picture, rng = cv2.imread(str(file)), np.random.default_rng([99, number])
        if picture is not None and min(picture.shape[:2]) >= 200:
            size = SIZES[rng.integers(len(SIZES))]
            print(
                _write(args.out / f"photo_{number}.mkv", panned(rng, picture, *size), size, args.seconds, args.fps),
                flush=True,
            )


if __name__ == "__main__":
    main()
