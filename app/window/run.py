"""Runs the window: makes the application, opens the source, and for demos and tests takes its picture and measures it."""

from __future__ import annotations

import json
import signal
import sys
from functools import partial
from pathlib import Path

from app.errors import UserError
from app.integrations.connections import Connections
from app.live.session import Session
from app.log import begin_log, note
from app.recording.recordings import Recordings
from app.settings_model import SettingsModel
from app.sound.sound import Sound
from app.sources import source_files
from app.window.display_check import prepare_display
from model.errors import ModelError, OutputError
from model.files import replacing, write_whole
from model.marks import MARK, wrote_json, wrote_picture
from model.outputs import Outputs, check_folder
from model.safe_text import say
from model.spec import read_spec

PICTURES = (".png", ".jpg")


def run_window(
    source: str,
    model: Path,
    *,
    settings: SettingsModel | None = None,
    recordings: Recordings | None = None,
    connections: Connections | None = None,
    record: Path | None = None,
    events: str = "",
    screenshot: Path | None = None,
    quit_after: float | None = None,
    report: Path | None = None,
    device: str = "cpu",
) -> int:
    """Show ``source`` classified by the model in folder ``model`` until the window is closed.

    Args:
        source: As for ``app.sources.open_source``.
        model: The model's folder.
        settings: None: those of the file.
        recordings: Keeps what is watched; None: as the settings say.
        connections: To OBS and others; None: none.
        record: A recording to begin with.
        events: A file to which changes of label are appended, ``-`` for standard output, "" for none.
        device: What classifies, see ``open_engine``.
        quit_after: Close by itself after so many seconds.
        screenshot, report: Where the window's picture (PNG) and figures (JSON) are written when it closes.

    Returns:
        The exit status: 2 with a sentence on stderr where no window can be opened, the model cannot be read or one of
        those files cannot be written where it was asked for; 1 where that shows only later.
    """
    settings = settings or SettingsModel()
    recordings = recordings or Recordings(settings.now)
    try:
        outputs = Outputs(source_files(source))
        for asked, path, wrote in (
            ("--screenshot", screenshot, wrote_picture),
            ("--report", report, lambda path: wrote_json(path, "labels_seen", "predictions")),
        ):
            if path is not None:
                if wrote is wrote_picture and Path(path).suffix.lower() not in PICTURES:
                    raise UserError(
                        f"Received --screenshot {path}: expected a name that ends in {' or '.join(PICTURES)}."
                    )
                check_folder(Path(path).absolute().parent, f"{asked} {path}")
                outputs.claim(Path(path), asked, wrote)
        prepare_display()
        spec = read_spec(Path(model))
        if record is not None:
            recordings.prepare(record, spec.labels, outputs, "--record")
        if events:  # last, for it makes a file
            recordings.open_events(events, outputs)
    except (UserError, ModelError, OutputError) as error:
        say(error, error=True)
        recordings.close()
        if connections is not None:
            connections.close()
        return 2
    return _run(source, Path(model), settings, recordings, connections, screenshot, quit_after, report, device)


def _run(
    source: str, model: Path, settings, recordings, connections, screenshot, quit_after: float | None, report, device
) -> int:
    from PyQt5.QtCore import Qt, QTimer
    from PyQt5.QtWidgets import QApplication

    from app.window.language import use_language
    from app.window.main_window import MainWindow
    from app.window.qt_hooks import install_excepthook, quieten_qt, skip_qt_at_exit
    from app.window.theme import apply_theme
    from app.window.window_measurement import WindowMeasurement
    from app.window.window_state import fit_to_screen, restore_geometry

    begin_log()
    install_excepthook()
    quieten_qt()
    QApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("Live Action Classifier")
    apply_theme(application)
    use_language(settings.now.language)
    measurement, sound = WindowMeasurement(), Sound()
    window = MainWindow(
        model,
        measurement=measurement,
        factory=partial(Session, device=device, sound=sound),
        settings=settings,
        sound=sound,
    )
    install_excepthook(window.picture_stack.show_toast)
    window.player.noticed.connect(note)
    window.player.state_changed.connect(lambda state, message: message and note(f"{state.value}: {message}"))
    window.record_control.use(recordings)
    if connections is not None:
        window.use_connections(connections)
    if screenshot is None and report is None:
        restore_geometry(window)
    fit_to_screen(window)
    status = 0

    def finish() -> None:
        nonlocal status
        status = _write_results(window, measurement, screenshot, report)
        window.close()
        application.quit()  # whatever else is open

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: QTimer.singleShot(0, finish))  # it may have come in the middle of painting
    window.open_source(source)  # before show: the model loads while Qt lays the window out
    window.show()
    if report is not None:
        QTimer.singleShot(0, measurement.watch_gaps)
    if quit_after is not None:
        QTimer.singleShot(max(0, round(quit_after * 1000)), finish)
    application.exec_()
    window.shut_down()
    status = status or int(recordings.failed)
    skip_qt_at_exit(status)
    return status


def _write_results(window, measurement, screenshot: Path | None, report: Path | None) -> int:
    from app.live.meters import quantile

    measurement.stop()
    try:
        if report is not None:
            stats = window.session.stats() if window.session is not None else None
            figures = {
                "labels_seen": measurement.labels_seen,
                "predictions": measurement.predictions,
                "first_label_s": measurement.first_label_s,
                "painted_fps": round(window.picture_stack.painted_fps, 2),
                "capture_fps": round(stats.capture_fps, 2) if stats else 0.0,
                "predictions_per_s": round(stats.predictions_per_s, 2) if stats else 0.0,
                "inference_ms": round(stats.inference_ms, 2) if stats else 0.0,
                "latency_ms_p50": round(stats.latency_ms_p50, 2) if stats else 0.0,
                "drops": stats.drops if stats else {},
                "memory_mb": round(stats.memory_mb, 1) if stats else 0.0,
                "capture_to_paint_ms_p50": round(quantile(measurement.paint_ms, 0.5), 2),
                "capture_to_paint_ms_p99": round(quantile(measurement.paint_ms, 0.99), 2),
                "capture_to_label_ms_p50": round(quantile(measurement.label_ms, 0.5), 2),
                "capture_to_label_ms_p99": round(quantile(measurement.label_ms, 0.99), 2),
                "gui_gap_ms_p50": round(measurement.gap_ms(0.5), 2),
                "gui_gap_ms_p99": round(measurement.gap_ms(0.99), 2),
                "gui_gap_ms_max": round(measurement.gap_ms(1.0), 2),
                "gui_gap_start_ms_max": round(max(measurement.start_gaps_ms, default=0.0), 2),
                "state": window.session.state.value if window.session is not None else "failed",
            }
            write_whole(Path(report), json.dumps(figures, indent=2) + "\n")
        if screenshot is not None:
            picture = window.grab().toImage()
            picture.setText("Software", MARK)
            with replacing(Path(screenshot)) as temporary:
                if not picture.save(str(temporary)):
                    raise OSError(f"{screenshot} cannot be written; expected a .png or .jpg in a writable folder")
    except OSError as error:
        say(f"Received a failure on writing the window's results: {error}.", error=True)
        return 1
    return 0
