"""Record labelled gameplay: H.264 video beside ``NAME.csv``, the ground truth, and ``NAME.json``, how it was made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from fractions import Fraction
from multiprocessing import get_context, parent_process
from pathlib import Path

import cv2
import numpy as np

from model.errors import FootageError
from model.files import replacing, write_whole
from model.games.freedoom.bot import Bot
from model.games.freedoom.game import TICS_PER_SECOND, Appearance, Game, import_vizdoom, teleport_targets
from model.games.freedoom.pk3 import write_pk3
from model.games.sessions import SESSION_SECONDS, check_files, check_request, labels_csv, making_folder
from model.video.opening import media_name

# By map, never by clip. freedoom1.wad is not used here at all.
SPLITS = {"train": range(1, 25), "validation": range(25, 29), "test": range(29, 33)}
_SPLIT_SEEDS = {"train": 1, "validation": 2, "test": 3}
RESOLUTIONS = ((400, 300), (640, 360), (640, 480), (512, 384), (800, 450), (1024, 576), (1280, 720))
RESOLUTION_WEIGHTS = (0.12, 0.22, 0.22, 0.12, 0.12, 0.1, 0.1)


@dataclass(frozen=True)
class FreedoomTake:
    """One session to record."""

    out: Path
    split: str
    seed: int
    number: int
    seconds: float
    wild: bool = False

    @property
    def stem(self) -> str:
        return f"{self.split}_{'wild_' * self.wild}{self.seed:04d}_{self.number:03d}"

    @property
    def video(self) -> Path:
        return self.out / f"{self.stem}.mp4"

    @property
    def done(self) -> bool:
        """Whether it is there, with its labels."""
        return self.video.is_file() and self.video.with_suffix(".csv").is_file()


def record(
    out: Path,
    minutes: float,
    split: str,
    seed: int,
    progress: Callable[[float, str], None] | None = None,
    jobs: int | None = None,
    wild: bool = False,
) -> list[Path]:
    """Record ``minutes`` of sessions of one ``split`` into ``out``; returns the videos.

    The same seed gives the same sessions. A session that is already there is kept, so a stopped recording goes on.
    progress: called with the share done (0 to 1) and what was just recorded. jobs: processes; by default one a core.
    wild: with chests, crates and tools as ``model.games.freedoom.wild`` draws them and more of them about, firearms that are
        held off the middle, other fields of view, turned colours and smooth textures; only to train on.
    Raises FootageError on an unknown split, on a wild one that is not for training, on minutes that are not above 0,
    when ``out`` cannot be written to, and when ViZDoom is not installed; OutputError where a session would take the place
    of a file that is not what a stopped recording of it left.
    """
    check_request(minutes, split)
    if wild and split != "train":
        raise FootageError(f"Received --wild with the split {split!r}: wild drawings are for training only.")
    count = max(1, round(minutes * 60 / SESSION_SECONDS))
    out = Path(out)
    takes = [FreedoomTake(out, split, seed, n, minutes * 60 / count, wild) for n in range(count)]
    check_files(takes, "map", "split", "crf")
    import_vizdoom()
    making_folder(out)
    videos = []
    # Processes, as the engine allows one level each; spawn, as it is all Windows has.
    with ProcessPoolExecutor(min(jobs or os.cpu_count() or 1, count), mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(record_take, take) for take in takes]
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                videos.append(future.result())
                if progress:
                    progress(done / count, videos[-1].name)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sorted(videos)


def record_take(take: FreedoomTake) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    video, labels = take.video, take.video.with_suffix(".csv")
    if take.done:
        return video
    rng = np.random.default_rng((_SPLIT_SEEDS[take.split], take.seed, take.number))
    maps = SPLITS[take.split]
    level = f"MAP{maps[(take.number + int(np.random.default_rng(take.seed).integers(len(maps)))) % len(maps)]:02d}"
    width, height = RESOLUTIONS[rng.choice(len(RESOLUTIONS), p=RESOLUTION_WEIGHTS)]
    look = Appearance(
        width,
        height,
        hud=str(rng.choice(("none", "mini", "bar"))),
        crosshair=bool(rng.random() < 0.3),
        messages=bool(rng.random() < 0.3),
        flashes=bool(rng.random() < 0.5),
        skill=int(rng.integers(1, 5)),
        automap=bool(rng.random() < 0.3),
        **(_wild_look(rng) if take.wild else {}),
    )
    crf, gamma, saturation = int(rng.integers(18, 36)), float(rng.uniform(0.7, 1.4)), float(rng.uniform(0.6, 1.3))
    chests, (crates, tools, clutter, guns) = 10, (8, 10, 0.5, 6) if take.wild else (3, 8, 0.25, 0)
    with tempfile.TemporaryDirectory() as folder:
        pk3 = Path(folder) / "add-on.pk3"
        kinds = write_pk3(pk3, rng, take.split, chests, crates, tools, take.wild, guns)
        game = Game(level, pk3, look, seed=int(rng.integers(1 << 31)))
        try:
            bot = Bot(game, rng, teleport_targets(level), chests, crates, tools, look.automap, clutter, guns)
            with replacing(video) as temporary:
                ground_truth = film(
                    temporary, game, bot, round(take.seconds * TICS_PER_SECOND), crf, gamma, saturation, look
                )
                how = {
                    "map": level,
                    "split": take.split,
                    "crf": crf,
                    "gamma": gamma,
                    "saturation": saturation,
                    "tools": kinds,
                    "wild": take.wild,
                    **asdict(look),
                }
                write_whole(video.with_suffix(".json"), json.dumps(how, indent=1) + "\n")
                write_whole(labels, labels_csv(ground_truth, TICS_PER_SECOND))
        finally:
            game.close()
    return video


def _wild_look(rng: np.random.Generator) -> dict:
    """What else of a session's look may be like another game's."""
    return {
        "fov": int(rng.integers(70, 111)),
        "hue": float(rng.uniform(-np.pi, np.pi)) if rng.random() < 0.3 else 0.0,
        "smooth": int(rng.choice((0, 3, 5), p=(0.5, 0.3, 0.2))),
    }


def _turned_hue(angle: float) -> np.ndarray:
    """The matrix ``(3, 3)`` that turns colours about the grey axis by ``angle`` radians: grey stays, red becomes green."""
    third = np.full((3, 3), 1 / 3)
    across = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    return third + np.cos(angle) * (np.eye(3) - third) + np.sin(angle) * across


def film(
    path: Path,
    game: Game,
    bot: Bot,
    tics: int,
    crf: int,
    gamma: float,
    saturation: float,
    look: Appearance,
    preset: str = "superfast",
) -> list[str | None]:
    """Encode at most ``tics`` frames of play to ``path`` as H.264 and return the label of each."""
    import av

    curve = (255 * (np.arange(256) / 255) ** (1 / gamma)).round().astype(np.uint8)
    # Rec. 601 luma: saturation 0 is grey, 1 leaves colours alone.
    colours = saturation * np.eye(3) + (1 - saturation) * np.array([[0.114, 0.587, 0.299]] * 3)
    colours = colours @ _turned_hue(look.hue)
    ground_truth = []
    with av.open(media_name(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=TICS_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = look.width, look.height, "yuv420p"
        stream.options = {"crf": str(crf), "preset": preset}
        stream.codec_context.thread_count = 1
        stream.time_base = Fraction(1, TICS_PER_SECOND)
        for k, _ in zip(range(tics), bot.play()):
            if k % TICS_PER_SECOND == 0:
                _end_with_parent()
            image = cv2.LUT(game.picture(), curve)
            if look.smooth:
                image = cv2.medianBlur(image, look.smooth)
            image = cv2.transform(image, colours)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts = k
            container.mux(stream.encode(frame))
            ground_truth.append(game.label())
        container.mux(stream.encode())
    return ground_truth


def _end_with_parent() -> None:
    """A worker process whose starter was killed has nobody left to record for."""
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        raise SystemExit("Whoever asked for this recording is gone.")
