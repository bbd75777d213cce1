"""The report of a teaching in the panel: better or not, per label, what is taken for what, what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QPainter
from PyQt5.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.teach.report import Report, Said, percent
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label, tip
from app.window.teaching.thumbnail import MomentLoader, Thumbnail
from app.window.wording import clock

ROW = 40  # pixels a label
MISTAKES = 6  # that are shown
THUMBNAIL = (104, 60)


class RecallBars(QWidget):
    """Of each label the share that is found, now and before."""

    def __init__(self, report: Report, colours: dict[str, str], parent: QWidget | None = None):
        super().__init__(parent)
        self._report, self._colours = report, colours
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setAccessibleName(tr("Found of each label: ") + "; ".join(self.lines()))

    def lines(self) -> list[str]:
        """What the bars say, in words."""
        return [f"{theme.title_of(label)} {self._figures(label)}" for label in self._report.labels]

    def _figures(self, label: str) -> str:
        now, before = self._shares(label)
        if now is None:
            return tr("not tested")
        return percent(now) if before is None else tr("{now} (was {before})", now=percent(now), before=percent(before))

    def _shares(self, label: str) -> tuple[float | None, float | None]:
        before = self._report.before
        return self._report.held_out.recall.get(label), None if before is None else before.recall.get(label)

    def sizeHint(self) -> QSize:
        return QSize(240, ROW * len(self._report.labels))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        for row, label in enumerate(self._report.labels):
            text = QRectF(0, row * ROW, self.width(), 20)
            painter.setFont(theme.font(13))
            painter.setPen(QColor(theme.TEXT))
            figures = self._figures(label)
            room = round(text.width()) - painter.fontMetrics().horizontalAdvance(figures) - 12
            name = painter.fontMetrics().elidedText(theme.title_of(label), Qt.ElideMiddle, room)
            painter.drawText(text, Qt.AlignLeft | Qt.AlignVCenter, name)
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(text, Qt.AlignRight | Qt.AlignVCenter, figures)
            bar = QRectF(0, row * ROW + 23, self.width(), 7)
            painter.setPen(Qt.NoPen)
            painter.setBrush(QColor(theme.RAISED))
            painter.drawRoundedRect(bar, 3.5, 3.5)
            now, before = self._shares(label)
            if now:
                painter.setBrush(QColor(self._colours.get(label, theme.MUTED)))
                painter.drawRoundedRect(QRectF(0, bar.top(), max(7.0, bar.width() * now), 7), 3.5, 3.5)
            if before is not None:
                painter.setBrush(QColor(theme.TEXT))
                painter.drawRect(QRectF(min(bar.width() - 2, bar.width() * before), bar.top() - 2, 2, 11))
        painter.end()


class ReportPage(QFrame):
    """Emits what is asked for: to use the model, to compare it on this video, to check moments, to look at one, to go back."""

    use_asked = pyqtSignal()
    compare_asked = pyqtSignal()
    check_asked = pyqtSignal()
    back_asked = pyqtSignal()
    moment_asked = pyqtSignal(object)  # Said

    def __init__(self, loader: MomentLoader, parent: QWidget | None = None):
        super().__init__(parent)
        self._loader = loader
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.NoFocus)
        self._scroll.setStyleSheet("QScrollArea, QWidget#report { background: transparent; }")
        column.addWidget(self._scroll, 1)
        grid = QGridLayout()
        grid.setSpacing(8)
        self.use = Button(tr("Use it"), kind="primary", on_click=self.use_asked.emit)
        self.compare = Button(tr("Compare here"), on_click=self.compare_asked.emit)
        self.compare.setToolTip(tr("Show what the new model says of this video, below your marks"))
        self.check = Button(tr("Check these…"), on_click=self.check_asked.emit)
        self.back = Button(tr("Back"), on_click=self.back_asked.emit)
        for number, button in enumerate((self.use, self.check, self.compare, self.back)):
            grid.addWidget(button, number // 2, number % 2)
        column.addLayout(grid)
        self.mistakes: list[Thumbnail] = []

    def show_report(self, report: Report, colours: dict[str, str], path_of: Callable[[str], Path | None]) -> None:
        """colours: by label. path_of: where a video of the project is, by its name."""
        self._loader.forget()
        inside = QWidget()
        inside.setObjectName("report")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        self._add_verdict(column, report)
        column.addWidget(RecallBars(report, colours))
        for warning in report.warnings:
            column.addWidget(_line(f"⚠ {warning}", theme.WARNING))
        if report.confusions:
            column.addWidget(_caption(tr("Taken for another")))
            lines = (
                tr(
                    "{truth} for {said}: {count} of {whole}",
                    truth=theme.title_of(one.truth),
                    said=theme.title_of(one.said),
                    count=one.count,
                    whole=one.of,
                )
                for one in report.confusions
            )
            column.addWidget(_line("\n".join(lines)))
        self.mistakes = []
        if report.mistakes:
            column.addLayout(self._mistakes(report.mistakes[:MISTAKES], path_of))
        column.addStretch(1)
        self._scroll.setWidget(inside)
        self.use.setProperty("kind", "primary" if report.better else "")
        self.use.style().polish(self.use)
        self.check.setEnabled(bool(report.check))
        self.show_use(report, used=False)

    def show_use(self, report: Report, used: bool) -> None:
        """Whether the model of ``report`` is the one in use."""
        self.use.setText(tr("In use") if used else tr("Use it") if report.better else tr("Use it all the same"))
        self.use.setEnabled(not used)

    def show_comparing(self, comparing: bool) -> None:
        """Whether the new model is compared on this video."""
        self.compare.setText(tr("End comparison") if comparing else tr("Compare here"))

    @staticmethod
    def _add_verdict(column: QVBoxLayout, report: Report) -> None:
        first = report.before is None
        good = tr("As good as before") if report.as_good_as_before else tr("Better")
        title = Label(tr("Learned") if first else good if report.better else tr("Not better: the old one stays"))
        title.setFont(theme.font(18, QFont.DemiBold))
        title.setWordWrap(True)
        title.setStyleSheet(f"color: {theme.TEXT if report.better or first else theme.WARNING};")
        column.addWidget(title)
        column.addWidget(_line(report.headline, theme.TEXT))
        tested = tr(
            "{count} clips tested that it had not seen; {seconds} s in all",
            count=report.held_out.clips,
            seconds=f"{report.seconds:.0f}",
        )
        column.addWidget(_line(tested))
        if report.tuning:
            column.addWidget(_line(report.tuning))

    def _mistakes(self, mistakes: tuple[Said, ...], path_of: Callable[[str], Path | None]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, one in enumerate(mistakes):
            cell = QVBoxLayout()
            cell.setSpacing(2)
            picture = Thumbnail(THUMBNAIL)
            picture.load(self._loader, partial(path_of, one.video), one.start, one.end)
            picture.clicked.connect(lambda one=one: self.moment_asked.emit(one))
            truth, said = theme.title_of(one.truth), theme.title_of(one.label)
            picture.setToolTip(
                tip(
                    f"{one.video}, {clock(one.start)}: "
                    + tr("marked {truth}, taken for {said}", truth=truth, said=said)
                )
            )
            cell.addWidget(picture)
            for text, role in ((truth, theme.TEXT), (tr("said {label}", label=said), theme.MUTED)):
                line = Label()
                line.setFont(theme.font(11))
                line.setStyleSheet(f"color: {role};")
                line.setText(line.fontMetrics().elidedText(text, Qt.ElideRight, THUMBNAIL[0]))
                cell.addWidget(line)
            self.mistakes.append(picture)
            grid.addLayout(cell, number // 3, number % 3, Qt.AlignLeft)
        grid.setColumnStretch(3, 1)
        return grid


def _caption(text: str) -> Label:
    label = Label(text)
    label.setProperty("role", "caption")
    label.setFont(theme.font(12, QFont.DemiBold))
    return label


def _line(text: str, colour: str = theme.MUTED) -> Label:
    label = Label(text)
    label.setWordWrap(True)
    label.setStyleSheet(f"color: {colour};")
    return label
