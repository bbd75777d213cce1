"""From *Teach* to the model in use: the run, its report, *Check these*, and earlier models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QMenu

from app.live.player import Player
from app.teach.report import Report, Said, newest_report, taught_models
from app.teach.teaching import COMMAND, Progress, Teaching
from app.window.language import tr
from app.window.model_menu import ModelMenu
from app.window.plain import add_entry
from app.window.teaching.comparison import Comparison
from app.window.teaching.open_project import OpenProject
from app.window.teaching.panel import TeachPanel
from model.errors import ModelError
from model.spec import SPEC_FILE, read_spec

STARTING = Progress("starting", 0.0, None, "Starting…")


class Lessons(QObject):
    """One teaching at a time, of the project that is open. said: a sentence. command: what teaches (tests have their own)."""

    said = pyqtSignal(str)
    _progressed = pyqtSignal(object, object)  # Teaching, Progress
    _ended = pyqtSignal(object, object, str)  # Teaching, Report or None, why there is none

    def __init__(
        self, player: Player, panel: TeachPanel, project: OpenProject, models: ModelMenu, comparison: Comparison
    ):
        super().__init__(panel)
        self._player, self._panel, self._project = player, panel, project
        self._models, self._comparison = models, comparison
        self._teaching: Teaching | None = None
        self._folder: Path | None = None  # of the project that the report is of
        self.report: Report | None = None
        self.command: Sequence[str] = COMMAND
        self._progressed.connect(self._on_progress)
        self._ended.connect(self._on_end)
        player.model_changed.connect(lambda _spec, _message: self._show_use())
        player.opened.connect(self._show_use)  # a model that is chosen before any video is there with the first one
        panel.project.teach_asked.connect(self.teach)
        panel.project.run.cancel_asked.connect(self.cancel)
        panel.project.report_asked.connect(self.show_report)
        panel.report.use_asked.connect(self.use)
        panel.report.check_asked.connect(self.check)
        panel.report.compare_asked.connect(self.compare)
        panel.report.back_asked.connect(self._back)
        panel.report.moment_asked.connect(self._show_moment)
        panel.check.confirmed.connect(self._confirm)
        panel.check.teach_asked.connect(self.teach)
        panel.check.back_asked.connect(self.show_report)
        comparison.changed.connect(panel.report.show_comparing)
        comparison.said.connect(self.said)
        project.changed.connect(self._on_project)

    # ---- the run

    @property
    def running(self) -> bool:
        return self._teaching is not None

    def teach(self) -> None:
        """Begin a teaching of what is marked now."""
        project = self._project.now
        if project is None or self.running or not project.finish():
            return
        self._panel.show_page(self._panel.project)
        self._folder = project.folder
        self._teaching = teaching = Teaching(
            project.folder,
            lambda progress: self._progressed.emit(teaching, progress),
            lambda report, error: self._ended.emit(teaching, report, error),
            self.command,
            fine_tune=self._panel.project.tune.isChecked(),
        )
        self._panel.project.run.show_progress(STARTING)
        self._panel.project.show_running(True)
        teaching.start()

    def cancel(self) -> None:
        """End the teaching, or put away what it said at its end."""
        if self._teaching is not None:
            self._teaching.cancel()
            self._panel.project.run.show_progress(Progress("ending", 0.0, None, tr("Ending…")))
        else:
            self._panel.project.show_running(False)

    def close(self) -> None:
        """End a teaching that runs, and wait for it. Idempotent."""
        if self._teaching is not None:
            self._teaching.cancel()
            self._teaching.join(5.0)
            self._teaching = None

    def _on_progress(self, teaching: Teaching, progress: Progress) -> None:
        if teaching is self._teaching:
            self._panel.project.run.show_progress(progress)

    def _on_end(self, teaching: Teaching, report: Report | None, error: str) -> None:
        if teaching is not self._teaching:
            return
        self._teaching = None
        self._panel.project.show_running(False)
        if report is not None:
            self.report = report
            self.show_report()
            if not self._panel.isVisible():
                self.said.emit(tr("Taught. {what}", what=report.headline))
        elif error:
            self._panel.project.show_failure(error)
        else:
            self._on_cancelled()

    def _on_cancelled(self) -> None:
        """What is worth keeping was kept: encodings, and a model that was whole while only its CNN was still tuned."""
        newest = None if self._folder is None else newest_report(self._folder)
        if newest is None or (self.report is not None and newest.folder == self.report.folder):
            self.said.emit(tr("Cancelled; what was worked out so far is kept"))
        else:
            self.report = newest
            self.show_report()
            self.said.emit(tr("Cancelled; the model without tuning is there"))

    def _on_project(self) -> None:
        """Another project has another report."""
        now = None if self._project.now is None else self._project.now.folder
        if now != self._folder:
            self.close()
            self._folder, self.report = now, None if now is None else newest_report(now)
            self._panel.project.show_running(False)
            self._comparison.stop()
        self._panel.project.report.setVisible(self.report is not None)

    # ---- the report

    def show_report(self) -> None:
        """The page of the report, if there is one."""
        if self.report is None:
            self._back()
            return
        self._panel.project.report.show()
        self._panel.report.show_report(self.report, self._project.colours, self._project.path_of)
        self._panel.report.show_comparing(self._comparison.running)
        self._show_use()
        self._panel.show_page(self._panel.report)

    def use(self) -> None:
        """Have the new model take over, while the video goes on."""
        if self.report is not None:
            self._comparison.stop()
            self._models.use(self.report.folder)

    def compare(self) -> None:
        """Show what the new model says of this video, or no more."""
        if self._comparison.running:
            self._comparison.stop()
        elif self.report is not None and not self._comparison.start(self.report.folder):
            self.said.emit(tr("Open a video file to compare them on"))

    def check(self) -> None:
        """Ask about the moments that the model would like to be told."""
        if self.report is not None and self._project.now is not None:
            self._panel.check.show_moments(self.report.check, self._project.now.labels, self._project.path_of)
            self._panel.show_page(self._panel.check)

    def _confirm(self, answers: list) -> None:
        if self._project.now is not None:
            self._project.now.mark_in(answers)

    def _show_use(self) -> None:
        if self.report is not None:
            used = self.report.folder.resolve() == self._player.model.resolve()
            self._panel.report.show_use(self.report, used)

    def _show_moment(self, said: Said) -> None:
        """Go to a moment, in its video."""
        path = self._project.path_of(said.video)
        if path is None:
            self.said.emit(tr("The video {name} is not found any more", name=said.video))
        elif self._player.source and Path(self._player.source) == path:
            self._player.seek(said.start)
        else:
            self._player.open(str(path), said.start)

    def _back(self) -> None:
        self._panel.show_page(self._panel.project)

    # ---- earlier models

    def add_models(self, menu: QMenu) -> None:
        """A line for each model that the project has, the newest first, the one in use ticked."""
        for folder in taught_models(self._project.now.folder) if self._project.now is not None else ():
            try:
                spec = read_spec(folder)
            except ModelError:
                continue
            made = datetime.fromtimestamp((folder / SPEC_FILE).stat().st_mtime)
            text = tr(
                "{name}   ({made}, {count} labels)", name=spec.name, made=f"{made:%d %b %H:%M}", count=len(spec.labels)
            )
            action = add_entry(menu, text, lambda folder=folder: self._models.use(folder), about=", ".join(spec.labels))
            action.setCheckable(True)
            action.setChecked(folder.resolve() == self._player.model.resolve())
