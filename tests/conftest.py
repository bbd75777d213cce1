"""What tests share: the shipped model, and little videos made on the spot."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.runtime_env import cv2  # before Qt, as in the program

ROOT = Path(__file__).resolve().parent.parent

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # Begun in the background by a shell: the programs that the tests start would be deaf to Ctrl-C as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The model the tests run: the shipped default one, or the folder that LAC_TEST_MODEL names."""
    from model.registry import DEFAULT_MODEL, find_model

    return find_model(os.environ.get("LAC_TEST_MODEL") or DEFAULT_MODEL)


def convert_both(model: Path, folder: Path) -> tuple[Path, str]:
    """A copy of a model in ``folder`` with its networks in both precisions, and what ``convert --check`` said of the demo."""
    from app.settings import DEMO_CLIP
    from model.spec import read_spec

    copy, demo = folder / model.name, folder / "demo"
    shutil.copytree(model, copy, ignore=shutil.ignore_patterns("*.tflite"))
    read_spec(copy).with_(precision="fp32").write(copy)
    demo.mkdir()
    for path in (DEMO_CLIP, DEMO_CLIP.with_suffix(".csv")):
        shutil.copy(path, demo)
    done = run_program("convert", copy, "--check", demo, "--quiet")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return copy, done.stdout


@pytest.fixture(scope="session")
def converted(tmp_path_factory) -> tuple[Path, str]:
    """A copy of the smallest model, as ``convert_both`` makes and tells it."""
    from model.registry import find_model

    return convert_both(find_model("custom"), tmp_path_factory.mktemp("converted"))


@pytest.fixture(scope="session")
def float32_model(converted, tmp_path_factory) -> Path:
    """The smallest model, run in float32."""
    from model.spec import read_spec

    folder = shutil.copytree(converted[0], tmp_path_factory.mktemp("float32") / converted[0].name)
    read_spec(folder).with_(precision="fp32").write(folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def shared_settings(tmp_path_factory) -> Iterator[Path]:
    """What is made once for several tests reads and writes no settings or caches of whoever runs them, either."""
    folder = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAC_CONFIG_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def start_of_demo(tmp_path_factory) -> Path:
    """The demo clip up to 13.17 s, with four labels, for what would only take longer with all of it."""
    from app.settings import DEMO_CLIP

    return copy_packets(DEMO_CLIP, tmp_path_factory.mktemp("demo") / "demo.mp4", seconds=12.5)


@pytest.fixture(autouse=True)
def own_settings(shared_settings, tmp_path_factory, monkeypatch) -> None:
    """No test reads or writes the settings of whoever runs it. Networks that were converted for several are known."""
    folder = tmp_path_factory.mktemp("settings")
    if (shared_settings / "networks").is_dir():
        shutil.copytree(shared_settings / "networks", folder / "networks")
    monkeypatch.setenv("LAC_CONFIG_DIR", str(folder))


def write_video(path: Path, seconds: float = 2.0, fps: float = 30.0, size: tuple[int, int] = (160, 120)) -> Path:
    """A readable video whose picture changes: coloured discs on the move, different in every frame."""
    import numpy as np

    width, height = size
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, size)
    assert writer.isOpened()
    for index in range(round(seconds * fps)):
        image = np.full((height, width, 3), (40 + index % 60, 90, 160 - index % 80), np.uint8)
        centre = (20 + 3 * index % (width - 40), height // 2)
        cv2.circle(image, centre, height // 4, (30, 220, 5 * index % 255), -1)
        writer.write(image)
    writer.release()
    return path


def copy_packets(video: Path, out: Path, seconds: float = float("inf")) -> Path:
    """The video's pictures, still encoded as they are, in the container that the suffix of ``out`` says.

    Up to the first keyframe after ``seconds``.
    """
    import av

    with av.open(str(video)) as source, av.open(str(out), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is None or packet.is_keyframe and packet.pts * packet.time_base >= seconds:
                break
            packet.stream = stream
            target.mux(packet)
    return out


def decode_strictly(path: Path) -> None:
    """Decode all streams to their end. Raises av.FFmpegError, or AssertionError, for anything damaged."""
    import av

    with av.open(str(path), options={"err_detect": "explode"}) as container:
        for stream in container.streams:
            stream.codec_context.options = {"err_detect": "explode"}
        frames = [0] * len(container.streams)
        for packet in container.demux():
            for frame in packet.decode():
                assert not frame.is_corrupt
                frames[packet.stream_index] += 1
    assert frames and all(frames)


@pytest.fixture
def video(tmp_path) -> Path:
    """Two seconds at 30 frames/s."""
    return write_video(tmp_path / "video.mp4")


def run_program(*arguments: str, timeout: float = 800, **environment: str) -> subprocess.CompletedProcess:
    """``run_app.py`` with these arguments, as a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "run_app.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **environment},
    )


@pytest.fixture
def call(capfd) -> Callable[..., subprocess.CompletedProcess]:
    """``call(*arguments)`` does and gives what ``run_program`` does, in this process: in a tenth of the time."""
    from app.commands import main

    def run(*arguments: str) -> subprocess.CompletedProcess:
        capfd.readouterr()
        status = main(list(map(str, arguments)))
        return subprocess.CompletedProcess(arguments, status, *capfd.readouterr())

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also the rare proofs that take minutes (marked slow)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The Keras tests are only collected where they are named: they need a process without Qt (``tests/run.py``)."""
    keras = ROOT / "tests" / "keras"
    if collection_path == keras and not any("keras" in argument for argument in config.args):
        return True
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is ``slow``, unless all tests are asked for."""
    if config.getoption("--all"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@contextlib.contextmanager
def virtual_screen(width: int, height: int):
    """A screen of its own: ``:N`` of an Xvfb that chose N itself.

    It does not start over when its last window closes: whoever came just then would be turned away.
    """
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def x_display():
    """A screen of its own, 640x480."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed (apt-get install xvfb)")
    with virtual_screen(640, 480) as number:
        yield number
