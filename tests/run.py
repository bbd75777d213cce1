"""Set up and run all tests: ``python3 tests/run.py [pytest's options]``. Needs nothing but Python 3.10 to 3.13.

Makes ``.venv`` where there is none, installs what the tests need into it, and on Debian or Ubuntu the system
libraries too: by itself as root, else it names the line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Library (as the linker knows it) or program, and Debian's package of it.
LIBRARIES = {
    "GL": "libgl1", "glib-2.0": "libglib2.0-0", "fontconfig": "libfontconfig1", "dbus-1": "libdbus-1-3",
    "xkbcommon-x11": "libxkbcommon-x11-0", "xcb-icccm": "libxcb-icccm4", "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1", "xcb-render-util": "libxcb-render-util0", "xcb-shape": "libxcb-shape0",
    "xcb-xinerama": "libxcb-xinerama0",
}  # fmt: skip
PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}


def install_system_libraries() -> None:
    """On Debian and its kin: what Qt, OpenCV and the virtual screen need."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return
    missing = [package for name, package in LIBRARIES.items() if not find_library(name)]
    missing += [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    if not missing:
        return
    if os.geteuid() != 0:
        sys.exit(
            f"These system packages are missing: run `sudo apt-get install -y {' '.join(missing)}`, then this again."
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", *missing], check=True, env=environment, stdout=subprocess.DEVNULL
    )


def python_with_packages() -> str:
    """The Python of ``.venv``, with the tests' packages installed."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(VENV, with_pip=True)
    wanted = ROOT / "tests" / "requirements.txt"
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(wanted)], check=True
    )
    return str(python)


if __name__ == "__main__":
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        sys.exit(f"Received Python {sys.version.split()[0]}: expected 3.10 to 3.13; start this with another Python.")
    install_system_libraries()
    sys.exit(subprocess.run([python_with_packages(), "-m", "pytest", *sys.argv[1:]], cwd=ROOT).returncode)
