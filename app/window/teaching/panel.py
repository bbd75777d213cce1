"""The panel *Teach*: beginning a project, its labels and what is missing, the button, and the pages that follow on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.teach.counts import Count
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label, caption, tip
from app.window.teaching.check_page import CheckPage
from app.window.teaching.label_list import LabelList
from app.window.teaching.report_page import ReportPage
from app.window.teaching.run_card import RunCard
from app.window.teaching.thumbnail import MomentLoader
from model.datasets.project import ProjectLabel
from model.program_name import full_install
from model.teaching.tuning_plan import can_tune, minutes_for

WIDTH = 372
RECENT = 4  # projects that the first page lists
HINTS_FROM = 380  # pixels of height; a lower panel keeps to the labels


class StartPage(QWidget):
    """No project is open."""

    new_asked = pyqtSignal()
    open_asked = pyqtSignal()
    example_asked = pyqtSignal()
    recent_asked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        title = Label(tr("Teach it your game"))
        title.setFont(theme.font(18, QFont.DemiBold))
        text = Label(
            tr(
                "Your own game, your own labels. Mark a few moments of each label while you watch, press Teach, and see the "
                "model work on your game about a minute later. Correct what is wrong, and teach again."
            )
        )
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        column.addWidget(title)
        column.addWidget(text)
        column.addWidget(Button(tr("New project…"), kind="primary", on_click=self.new_asked.emit))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Button(tr("Open project…"), on_click=self.open_asked.emit))
        self.example = Button(tr("Try the example"), on_click=self.example_asked.emit)
        self.example.setToolTip(tr("Two minutes of Minetest with their marks: press Teach and see"))
        row.addWidget(self.example)
        column.addLayout(row)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        column.addLayout(self._recent)
        column.addStretch(1)

    def show_recent(self, folders: Sequence[Path]) -> None:
        """Projects that were open before, the newest first."""
        while self._recent.count():
            self._recent.takeAt(0).widget().deleteLater()
        for folder in folders[:RECENT]:
            button = Button(caption(folder.name), kind="quiet", icon="folder")
            button.clicked.connect(lambda _checked, folder=folder: self.recent_asked.emit(str(folder)))
            button.setStyleSheet("text-align: left;")
            button.setToolTip(tip(str(folder)))
            self._recent.addWidget(button)


class ProjectPage(QWidget):
    """The labels of the project that is open, and the button that teaches."""

    add_asked = pyqtSignal(str)
    take_asked = pyqtSignal()
    teach_asked = pyqtSignal()
    report_asked = pyqtSignal()
    more_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        self.title = Label()
        self.title.setFont(theme.font(16, QFont.DemiBold))
        self.title.setMinimumWidth(60)
        self.more = Button(tr("Project ▾"), kind="quiet", on_click=self.more_asked.emit)
        self.more.setToolTip(tr("Another project, its folder, earlier models"))
        row.addWidget(self.title, 1)
        row.addWidget(self.more)
        column.addLayout(row)
        self.hint = Label()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        column.addWidget(self.hint)
        self.take = Button("", icon="list", on_click=self.take_asked.emit)
        self.take.setAccessibleName(tr("Take over the labels beside the video"))
        self.take.setToolTip(tr("What is labelled there becomes your marks; the file stays as it is"))
        self.take.hide()
        column.addWidget(self.take)
        self.labels = LabelList()
        column.addWidget(self.labels, 1)
        self.new_label = QLineEdit()
        self.new_label.setPlaceholderText(tr("Add a label…"))
        self.new_label.setAccessibleName(tr("Add a label"))
        self.new_label.setFocusPolicy(Qt.ClickFocus)
        self.new_label.setMaxLength(200)
        self.new_label.returnPressed.connect(self._add)
        column.addWidget(self.new_label)
        self.run = RunCard()
        column.addWidget(self.run)
        self._can_tune = can_tune()
        self.tune = QCheckBox()
        self.tune.setFocusPolicy(Qt.TabFocus)
        self.tune.setEnabled(self._can_tune)
        self.tune.setToolTip(
            tr("The CNN's last blocks learn from your marks, too; kept only if held-out time says that it is better")
            if self._can_tune
            else tr("It needs TensorFlow: {how}", how=full_install())
        )
        self.show_marked(0.0)
        column.addWidget(self.tune)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.teach = Button(tr("Teach"), kind="primary", on_click=self.teach_asked.emit)
        self.report = Button(tr("Report"), on_click=self.report_asked.emit)
        self.report.hide()
        row.addWidget(self.teach, 2)
        row.addWidget(self.report, 1)
        column.addWidget(self._buttons)

    def _add(self) -> None:
        self.add_asked.emit(self.new_label.text())

    def show_marked(self, seconds: float) -> None:
        """So much is marked; how long tuning takes is told by it."""
        minutes = minutes_for(seconds)
        longer = tr("about {count} minutes more" if minutes > 1 else "about {count} minute more", count=minutes)
        self.tune.setText(tr("Also tune the CNN: {told}", told=longer if self._can_tune else tr("needs TensorFlow")))

    def show_beside(self, labels: Path | None) -> None:
        """A label file beside the video, which can be taken over; None: there is none."""
        self.take.setVisible(labels is not None)
        if labels is not None:
            self.take.setText(caption(" " + tr("Take over {name}", name=labels.name)))

    def show_running(self, running: bool) -> None:
        """Whether a teaching runs; its card takes the place of what would begin another."""
        self.run.setVisible(running)
        self.new_label.setVisible(not running)
        self._buttons.setVisible(not running)
        self._show_what_fits()

    def show_failure(self, sentence: str) -> None:
        """Why a teaching made no model, until that is put away."""
        self.show_running(True)
        self.run.show_failure(sentence)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        roomy = self.height() >= HINTS_FROM
        self.hint.setVisible(roomy)
        self.tune.setVisible(roomy and self.run.isHidden())


class TeachPanel(QFrame):
    """``start``, ``project``, ``report`` and ``check``: its pages, one of which is shown."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH)
        self.loader = MomentLoader(self)
        self.start, self.project = StartPage(), ProjectPage()
        self.report, self.check = ReportPage(self.loader), CheckPage(self.loader)
        self._pages = QStackedWidget()
        for page in (self.start, self.project, self.report, self.check):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 12, 12)
        column.addWidget(self._pages)

    @property
    def page(self) -> QWidget:
        """The one that is shown."""
        return self._pages.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Show this one of its pages."""
        self._pages.setCurrentWidget(page)

    def show_project(self, name: str, labels: Sequence[ProjectLabel], counts: Mapping[str, Count]) -> None:
        """What the project's page says."""
        title = self.project.title
        title.setText(title.fontMetrics().elidedText(name, Qt.ElideRight, 240))
        title.setToolTip(tip(name))
        self.project.labels.show_labels(labels, counts)
        self.project.show_marked(sum(count.seconds for count in counts.values()))
