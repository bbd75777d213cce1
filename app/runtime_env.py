"""Imports cv2, before anything else does, and undoes what that does to the process. Import it first.

opencv-python points Qt at its own plugins and fonts (``QT_QPA_PLATFORM_PLUGIN_PATH``, ``QT_QPA_FONTDIR``), after which
PyQt5 aborts; and it is chatty on stderr, where only the program's own sentences belong.
All of ``app`` takes cv2 from here: ``from app.runtime_env import cv2``.
"""

from __future__ import annotations

import ctypes
import os
import sys

from app.errors import MissingLibraryError, UserError
from model.limits import MOST_PICTURE_PIXELS, MOST_SIDE
from model.program_name import program_name
from model.video.opening import CAPTURE_OPTIONS

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")

# What PyQt5's xcb plugin loads and does not bring along. A missing one makes Qt abort the process without an exception.
_XCB_LIBRARIES = {
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}


def _import_cv2():
    saved = {name: os.environ.get(name) for name in _QT_VARIABLES}
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    # OpenCV's own choice. It is there from now on, for to change a variable is safe beside threads that read others, to
    # add one is not.
    os.environ.setdefault(CAPTURE_OPTIONS, "rtsp_flags;prefer_tcp")
    for what, most in (("PIXELS", MOST_PICTURE_PIXELS), ("WIDTH", MOST_SIDE), ("HEIGHT", MOST_SIDE)):
        os.environ.setdefault(f"OPENCV_IO_MAX_IMAGE_{what}", str(most))  # of a picture that it decodes
    try:
        import cv2
    except ImportError as error:
        raise MissingLibraryError(
            f"Received an error on loading OpenCV ({error}): expected its system libraries; "
            "on Debian or Ubuntu run `sudo apt-get install libgl1 libglib2.0-0`."
        ) from error
    finally:
        for name, value in saved.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    # Resizing and colours take a fraction of a core; the rest belongs to the CNN and the window.
    cv2.setNumThreads(max(1, min(4, (os.cpu_count() or 2) // 2)))
    return cv2


cv2 = _import_cv2()


def has_display() -> bool:
    """Whether there is a screen to open a window on, as far as the environment says."""
    if not sys.platform.startswith("linux"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform not in ("", "xcb"):
        return True
    return bool(os.environ.get("DISPLAY") or (os.environ.get("WAYLAND_DISPLAY") and not platform))


def check_display() -> None:
    """Raise UserError where no window can be opened: no display, or a library that Qt needs is missing.

    Call it before QApplication, which would abort the process in both cases.
    """
    if not has_display():
        raise UserError(
            "Received no display (DISPLAY and WAYLAND_DISPLAY are not set): expected a desktop session; start one, "
            f"run under `xvfb-run`, or use `{program_name()} classify`, which needs none."
        )
    if not sys.platform.startswith("linux") or (os.environ.get("QT_QPA_PLATFORM") or "xcb").split(":")[0] != "xcb":
        return
    if not os.environ.get("DISPLAY"):
        return  # Wayland
    missing = []
    for library, package in _XCB_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if missing:
        raise MissingLibraryError(
            "Received a system without libraries that the window needs: "
            f"on Debian or Ubuntu run `sudo apt-get install {' '.join(missing)}`."
        )
