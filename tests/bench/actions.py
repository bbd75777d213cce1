"""From a label's change to the start of what a rule does: ``python -m tests.bench.actions [SECONDS] [--overlay]``.

The real window on the demo clip, in a loop, with the settings under which labels change most. The clock starts where the model's
answer changes the label, in the thread of inference, and stops where a command, started by a rule, says what time it is: the
window's queue, the rule and two starts of processes (``sh`` and ``date``) lie between. Xvfb or ``QT_QPA_PLATFORM=offscreen``
will do. With ``--overlay`` the overlay page is served to one client meanwhile, and its share of a core is told.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
import threading
import time
from pathlib import Path

from app.runtime_env import cv2  # noqa: F401  (before Qt)

LIMIT_MS = 50.0  # of the 99th percentile


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=60.0)
    parser.add_argument("--overlay", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LAC_CONFIG_DIR"] = folder
        began, told, page = measure(options.seconds, Path(folder) / "told", options.overlay)
    late = sorted(1000 * (then - now) for now, then in zip(began, told))
    if not late:
        print("no label has changed")
        return 1
    at = lambda share: late[min(len(late) - 1, int(share * len(late)))]  # noqa: E731
    print(
        f"{len(began)} changes, {len(told)} actions; {at(0.5):.1f} ms (median), {at(0.99):.1f} ms (99th), {late[-1]:.1f} ms"
    )
    if options.overlay:
        print(f"overlay page: {100 * page / options.seconds:.2f} % of a core")
    return 0 if len(began) <= len(told) and at(0.99) <= LIMIT_MS else 1


def measure(seconds: float, told: Path, overlay: bool) -> tuple[list[float], list[float], float]:
    """When the label changed and when each action began, seconds since the epoch; and the overlay's seconds of a core."""
    from PyQt5.QtCore import QTimer
    from PyQt5.QtWidgets import QApplication

    from app.integrations.connections import Connections
    from app.integrations.rule_engine import RuleEngine
    from app.integrations.rules import Rule
    from app.live.session import Session
    from app.recording.recordings import Recordings
    from app.settings import DEMO_CLIP, PACES
    from app.settings_model import SettingsModel
    from app.window.main_window import MainWindow
    from app.window.theme import apply_theme
    from model.registry import DEFAULT_MODEL, find_model

    began: list[float] = []
    over = threading.Event()
    engine = RuleEngine([Rule()])

    def session(*arguments, on_prediction, **more):
        def predicted(prediction, decision) -> None:
            if engine.decide(decision) and not over.is_set():
                began.append(time.time())
            on_prediction(prediction, decision)

        return Session(*arguments, on_prediction=predicted, **more)

    application = QApplication(sys.argv[:1])
    apply_theme(application)
    settings = SettingsModel()
    settings.change(**vars(PACES["Very quick"]), sound="off")
    command = shlex.join(["sh", "-c", f"date +%s.%N >> {shlex.quote(str(told))}"])
    recordings = Recordings(settings.now, [Rule(do="run", what=command)])
    window = MainWindow(find_model(DEFAULT_MODEL), factory=session, settings=settings)
    window.record_control.use(recordings)
    connections = Connections(settings.now.with_(overlay="18765" if overlay else ""))
    window.use_connections(connections)
    window.resize(1280, 800)
    window.open_source(str(DEMO_CLIP))
    window.show()
    if overlay:
        threading.Thread(target=_follow, args=(connections.overlay.server.address.page,), daemon=True).start()
    cost = [0.0]

    def end() -> None:
        cost[0] = sum(_seconds_of(thread) for thread in threading.enumerate() if thread.name == "overlay")
        window.close()
        application.quit()

    QTimer.singleShot(round(1000 * seconds), over.set)
    QTimer.singleShot(round(1000 * seconds) + 2000, end)  # what has begun is waited for
    application.exec_()
    window.shut_down()
    connections.close()
    return began, [float(line) for line in told.read_text().split()] if told.exists() else [], cost[0]


def _follow(page: str) -> None:
    from websockets.sync.client import connect

    with connect(page.replace("http", "ws", 1).replace("/overlay", "/events")) as client:
        for _ in client:
            pass


def _seconds_of(thread: threading.Thread) -> float:
    """The seconds of a core that a thread has had (Linux)."""
    fields = Path(f"/proc/self/task/{thread.native_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
