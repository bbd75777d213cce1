"""A screen of its own for a game that needs one, and programs that end with whoever started them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import FootageError

_OPENBOX = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <applications><application class="*"><decor>no</decor><focus>yes</focus>
    <position force="yes"><x>0</x><y>0</y></position></application></applications>
</openbox_config>
"""


def require(game: str, programs: dict[str, str]) -> None:
    """Check that every program is there.

    Args:
        game: what is to be recorded, for the message.
        programs: a program's name or path → the Debian package that brings it.

    Raises:
        FootageError: some are missing; says in one sentence which packages to install.
    """
    missing = sorted({package for program, package in programs.items() if not (find(program))})
    if missing:
        raise FootageError(
            f"Recording {game} needs {', '.join(missing)}, which cannot be found here: "
            f"run `sudo apt-get install {' '.join(missing)}` (Debian, Ubuntu)."
        )


def find(program: str) -> str | None:
    """Where a program lies, None: nowhere. Debian's folder of games is often not in PATH."""
    if os.sep in program:
        return program if Path(program).exists() else None
    return shutil.which(program) or shutil.which(program, path="/usr/games")


def build_library(source: Path, folder: Path) -> Path | None:
    """Build a C file that changes how a program runs (``LD_PRELOAD``); None where there is no C compiler that can.

    Args:
        source: the C file.
        folder: where to put the library.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / f"{source.stem}.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    return library if subprocess.run(command, capture_output=True).returncode == 0 else None


@contextmanager
def program(
    command: list[str], environment: dict[str, str], patience: float = 5.0, **options
) -> Iterator[subprocess.Popen]:
    """A program that is ended with the ``with`` block, and by the kernel should this process die first (Linux).

    Args:
        command: the program and its arguments.
        environment: its whole environment.
        patience: seconds that it is given to end when it is asked to; then it is forced.
        options: of ``subprocess.Popen``.

    Yields:
        The running process.
    """
    command = ["setpriv", "--pdeathsig", "KILL", find(command[0]) or command[0], *command[1:]]
    process = None
    try:
        with _told_later(signal.SIGTERM, signal.SIGINT):
            process = subprocess.Popen(command, env=environment, **options)
        yield process
    finally:
        if process is not None:
            _end(process, patience)


@contextmanager
def _told_later(*signals: signal.Signals) -> Iterator[None]:
    """Signals that come meanwhile are handled afterwards.

    An exception that a handler raises while a program starts would leave that program with nobody who ends it.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread is told
        yield
        return
    came: list[int] = []
    before = {one: signal.signal(one, lambda number, frame: came.append(number)) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for one in came:
            signal.raise_signal(one)


def _end(process: subprocess.Popen, patience: float) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


@contextmanager
def virtual_screen(width: int, height: int, home: Path):
    """A screen with a window manager that shows one undecorated window at its top left.

    Args:
        width, height: in pixels.
        home: a folder that the programs on this screen have as their home; nothing of the user's is read or written.

    Yields:
        The environment for programs that are to be on this screen.

    Raises:
        FootageError: the screen cannot be started.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "WAYLAND"))},
        "HOME": str(home),
        "SDL_AUDIODRIVER": "dummy",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "LP_NUM_THREADS": "1",
        "PATH": os.environ.get("PATH", "") + ":/usr/games",
    }
    read, write = os.pipe()
    screen = f"{width}x{height}x24"
    server = program(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"],
        environment,
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    with os.fdopen(read) as pipe, server:
        os.close(write)
        number = pipe.readline().strip()
        if not number:
            raise FootageError(f"Xvfb could not start a screen of {width}x{height}; try `footage record` again.")
        environment["DISPLAY"] = f":{number}"
        rules = home / "openbox.xml"
        rules.write_text(_OPENBOX, encoding="utf-8")
        command = ["openbox", "--config-file", str(rules), "--sm-disable"]
        with program(command, environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            yield environment
