"""Sets the program up on a new machine: its own environment, its packages and, on Debian's kin, system libraries.

Python's standard library alone: it runs before anything is installed. ``run_app.py`` and ``tests/run.py`` both use it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.safe_text import say

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
SMALL, FULL = ROOT / "app" / "requirements.txt", ROOT / "requirements.txt"
SUPPORTED = ((3, 10), (3, 13))
# One module of each package that the window and `classify` need.
MODULES = (
    "numpy", "cv2", "PyQt5", "collections_extended", "ai_edge_litert", "typer", "rich", "platformdirs", "psutil",
    "av", "mss", "miniaudio", "websockets",
)  # fmt: skip
# Library (as the linker knows it) to Debian's package of it: for OpenCV and Qt.
LIBRARIES = {
    "GL": "libgl1", "glib-2.0": "libglib2.0-0", "fontconfig": "libfontconfig1", "dbus-1": "libdbus-1-3",
    "xkbcommon-x11": "libxkbcommon-x11-0", "xcb-icccm": "libxcb-icccm4", "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1", "xcb-render-util": "libxcb-render-util0", "xcb-shape": "libxcb-shape0",
    "xcb-xinerama": "libxcb-xinerama0",
}  # fmt: skip


class SetupError(Exception):
    """The program cannot be set up; the message is one sentence: what was found, what was expected, what to do."""


def continue_in_environment(script: Path, arguments: Sequence[str]) -> None:
    """Return where all packages are at hand; else set up what is missing and run ``script`` again with them.

    Args:
        script: the program, ``run_app.py``.
        arguments: its command line. ``--setup`` and ``--setup-full`` install (again) and go on without the word;
            the second one brings TensorFlow as well.

    Does not return where the program went on in the environment: it exits with that program's status.
    """
    wanted = {"--setup": SMALL, "--setup-full": FULL}
    asked = next((word for word in arguments[:1] if word in wanted), None)
    if asked is None and all(importlib.util.find_spec(name) for name in MODULES):
        return
    try:
        python = environment_python(wanted.get(asked, SMALL), install=asked is not None)
    except SetupError as error:
        say(error, error=True)
        sys.exit(2)
    rest = list(arguments[1:] if asked else arguments)
    try:
        sys.exit(subprocess.run([str(python), str(script), *rest]).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


def environment_python(requirements: Path, *, install: bool = True, programs: Mapping[str, str] | None = None) -> Path:
    """Make sure that there is an environment with the packages of ``requirements``.

    Args:
        requirements: a requirements file of pip's.
        install: also where the environment is there already and was set up to its end; pip then adds what is missing.
        programs: programs that are needed as well, to Debian's package of each.

    Returns:
        The Python of the environment: that of the one we run in, else of ``.venv`` in the program's folder.

    Raises:
        SetupError: for a Python that is too old or too new, and where something cannot be installed.
    """
    oldest, newest = SUPPORTED
    if not oldest <= sys.version_info[:2] <= newest:
        raise SetupError(
            f"Received Python {sys.version.split()[0]}: expected {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}; "
            "start this with another Python."
        )
    inside = sys.prefix != sys.base_prefix
    python = Path(sys.executable) if inside else _python_of(ENVIRONMENT)
    done = Path(sys.prefix if inside else ENVIRONMENT) / f".installed-{requirements.parent.name}"
    complete = done.is_file() and python.is_file()
    if complete and not install:
        return python
    missing = missing_system_packages(programs or {})
    install_system_packages(missing)
    if not python.is_file() or not (complete or inside or _has_pip(python)):  # or it was ended while it was made
        _make_environment()
    say(f"Installing the packages of {requirements.relative_to(ROOT)} into {done.parent} …")
    options = ["--disable-pip-version-check", *(["-q"] if complete else [])]
    begun = done.with_name(".installing")
    if begun.is_file():  # and not ended: a package may be half-written, which pip would take for whole
        options.append("--ignore-installed")
    begun.touch()
    if subprocess.run([str(python), "-m", "pip", "install", *options, "-r", str(requirements)]).returncode:
        raise SetupError(
            f"Received an error from pip (above): expected to install {requirements.name}; see that this machine "
            "reaches a package index and has room on its disk, then start this again: what was downloaded is kept."
        )
    done.touch()
    begun.unlink()
    return python


def missing_system_packages(programs: Mapping[str, str]) -> list[str]:
    """Debian's packages that are missing here; none on systems without ``apt-get``, which bring these libraries along."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return []
    from ctypes.util import find_library

    missing = [package for name, package in LIBRARIES.items() if not find_library(name)]
    return missing + [package for name, package in programs.items() if not shutil.which(name)]


def install_system_packages(packages: Sequence[str]) -> None:
    """Install Debian's ``packages`` where we are root; else SetupError with the line that does it."""
    if not packages:
        return
    if os.geteuid() != 0:
        raise SetupError(
            f"Received a system without libraries that are needed: run `sudo apt-get install -y {' '.join(packages)}`, "
            "then this again."
        )
    say(f"Installing system packages: {' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        if subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL).returncode:
            raise SetupError(
                f"Received an error from `apt-get {' '.join(command)}` (above): expected to install system libraries; "
                "put that right, then start this again."
            )


def _python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _has_pip(python: Path) -> bool:
    return subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True).returncode == 0


def _make_environment() -> None:
    say(f"Making the program's own environment in {ENVIRONMENT} …")
    if importlib.util.find_spec("ensurepip") is None and shutil.which("apt-get"):
        install_system_packages(["python3-venv"])
    import venv  # only here: each start would pay for it

    try:
        venv.create(ENVIRONMENT, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise SetupError(
            f"Received an error while making {ENVIRONMENT} ({error}): expected a folder that can be written to and a "
            "Python with venv; put that right, or install requirements.txt into an environment of your own."
        ) from error
