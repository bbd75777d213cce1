"""Makes sure, before Qt is asked, that a window can be opened: Qt aborts the process where it cannot."""

from __future__ import annotations

import ctypes
import os
import sys

from app.errors import UserError
from app.runtime_env import check_display
from model.program_name import program_name


def prepare_display() -> None:
    """Set Qt's environment and raise UserError where no window can be opened. Call before QApplication is made."""
    # The window paints with the processor: without GLX, Mesa and its LLVM are not loaded (50 ms, 60 MB, and a crash
    # should TensorFlow ever come into this process).
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false;*.debug=false")
        if (
            not os.environ.get("QT_QPA_PLATFORM")
            and not os.environ.get("DISPLAY")
            and os.environ.get("WAYLAND_DISPLAY")
        ):
            os.environ["QT_QPA_PLATFORM"] = "wayland"
    check_display()
    if sys.platform.startswith("linux") and os.environ.get("QT_QPA_PLATFORM", "xcb").split(":")[0] == "xcb":
        _check_x_server()


def _check_x_server() -> None:
    """Raise UserError where DISPLAY is set but nobody answers there."""
    if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
        return  # Qt may choose Wayland
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return  # check_display names what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        raise UserError(
            f"Received DISPLAY={os.environ.get('DISPLAY')}, where no X server answers: expected a running desktop; "
            f"start one, run under `xvfb-run`, or use `{program_name()} classify`, which needs none."
        )
