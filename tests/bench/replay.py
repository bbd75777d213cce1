"""The replay under load, in a real window: ``python -m tests.bench.replay VIDEO`` (a screen or Xvfb is needed).

Scans VIDEO, opens it again, then plays it with 10,000 segments while they are listed, filtered, corrected and zoomed.
Prints how long reopening took and the longest time the window stood still.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

SEGMENTS = 10_000
SECONDS = 20.0


def main(video: str) -> dict[str, float]:
    os.environ["LAC_CONFIG_DIR"] = tempfile.mkdtemp(prefix="replay")
    from PyQt5.QtCore import QTimer
    from PyQt5.QtWidgets import QApplication

    import app.window  # noqa: F401  (cv2 before Qt)
    from app.timeline.editing import EditableTimeline
    from app.timeline.timeline import Segment
    from app.window.main_window import MainWindow
    from app.window.theme import apply_theme
    from model.registry import DEFAULT_MODEL, find_model

    application = QApplication([])
    apply_theme(application)
    window = MainWindow(find_model(DEFAULT_MODEL))
    window.show()
    replay = window.replay

    def until(condition, seconds=600.0) -> float:
        began = time.perf_counter()
        while not condition():
            application.processEvents()
            time.sleep(0.001)
            if time.perf_counter() - began > seconds:
                raise TimeoutError
        return time.perf_counter() - began

    def opened() -> float:
        window.open_source(video)
        return until(lambda: replay.document.scan.complete and len(replay.document.timeline) > 0)

    figures = {"scan_s": opened()}
    window.open_source("screen:nothing")
    until(lambda: not replay.document.source)
    figures["reopened_s"] = opened()

    settled = time.perf_counter() + 1.0
    until(lambda: time.perf_counter() > settled)  # the scan's last words are in
    duration = window.session.duration
    labels = window.session.spec.labels
    step = duration / SEGMENTS
    replay.document.timeline = EditableTimeline(
        Segment(i * step, (i + 1) * step, labels[i % 5], 0.5 + (i % 50) / 100) for i in range(SEGMENTS)
    )
    replay.toggle_panel()
    replay.document.edited.emit()
    application.processEvents()

    gaps, last, actions = [], time.perf_counter(), []
    bar = window.transport_bar.bar

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    def act() -> None:
        number = len(actions)
        kind = ("relabel", "filter", "zoom", "scroll", "jump", "undo")[number % 6]
        began = time.perf_counter()
        segments = replay.document.timeline.segments()
        if kind == "relabel":
            bar.select(segments[(number * 997) % len(segments)].id)
            replay.edit("relabel", labels[number % 5])
        elif kind == "filter":
            replay.panel.label.setCurrentIndex(number // 6 % 6)
        elif kind == "zoom":
            bar.zoom(0.5 if number % 12 < 6 else 2.0, duration / 2)
        elif kind == "scroll":
            replay.panel.table.scrollToBottom()
        elif kind == "jump":
            replay.jump(1)
        else:
            replay.edit("undo")
        actions.append((time.perf_counter() - began, kind))

    beats, acting = QTimer(), QTimer()
    beats.setInterval(2)
    beats.timeout.connect(beat)
    acting.setInterval(200)
    acting.timeout.connect(act)
    beats.start()
    acting.start()
    QTimer.singleShot(round(SECONDS * 1000), application.quit)
    application.exec_()
    beats.stop()
    acting.stop()
    assert len(replay.document.timeline) > SEGMENTS - 100, "the timeline was replaced"
    gaps.sort()
    figures["gap_ms_p99"] = 1000 * gaps[int(0.99 * len(gaps))]
    figures["gap_ms_max"] = 1000 * gaps[-1]
    slowest = max(actions)
    figures["slowest_ms"] = 1000 * slowest[0]
    for name, value in figures.items():
        print(f"{name}: {value:.3f}")
    for kind in sorted({kind for _, kind in actions}):
        print(f"  {kind}: {1000 * max(time for time, k in actions if k == kind):.1f} ms at most")
    window.close()
    return figures


if __name__ == "__main__":
    main(sys.argv[1])
