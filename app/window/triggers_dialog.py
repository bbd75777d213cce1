"""*When it happens*: the table of rules, the fields of the chosen one, and the clips that saved themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QTableWidgetItem,
    QWidget,
)

from app.integrations.rule_list import RuleList
from app.integrations.rules import ACTIONS, FIELDS
from app.recording.saved_clips import SavedClips
from app.window import theme
from app.window.buttons import Button
from app.window.dialogs import Dialog
from app.window.language import tr
from app.window.plain import Label, tip
from app.window.saved_clips_list import SavedClipsList, rows_table

# Line, column and how many columns.
PLACES = {"labels": (0, 0, 4), "on": (1, 0, 1), "confidence": (1, 1, 1), "seconds": (1, 2, 1), "cooldown": (1, 3, 1),
          "do": (2, 0, 1), "what": (2, 1, 3)}  # fmt: skip


class TriggersDialog(Dialog):
    """Shows the two view models and asks for what is wanted.

    Attributes:
        table: The rules.
        inputs: The chosen rule's fields, by their names.
        clips: The clips that saved themselves.
    """

    def __init__(
        self,
        rules: RuleList,
        saved: SavedClips,
        labels: tuple[str, ...],
        on_try: Callable[[], str],
        on_undo: Callable[[int], None],
        more: QWidget | None = None,
        parent: QWidget | None = None,
    ):
        """
        Args:
            rules: What is edited.
            saved: What is listed.
            labels: The model's, which are proposed.
            on_try: Tries the rules on the video that is open; what to say of it.
            on_undo: Undoes the clip of that number, or does it again.
            more: Shown at the bottom.
            parent: The window in front of which it opens.
        """
        super().__init__(tr("When it happens"), tr("When it happens, something happens"), parent)
        self._rules, self._labels, self._on_try = rules, labels, on_try
        self._filling = False
        self.table = rows_table((tr("Rule"), ""), 150)
        self.table.setAccessibleName(tr("Rules"))
        self.table.itemSelectionChanged.connect(self._fill)
        self.table.itemChanged.connect(self._switch)
        self.inputs: dict[str, QWidget] = {}
        self.problem = Label()
        self.problem.setWordWrap(True)
        self.problem.setStyleSheet(f"color: {theme.WARNING};")
        clips = SavedClipsList(saved, on_undo)
        self.clips, self.undo = clips.table, clips.undo
        self.column.addWidget(self.table)
        self.column.addLayout(self._rule_buttons())
        self.column.addLayout(self._form())
        self.column.addWidget(self.problem)
        self.column.addWidget(clips)
        if more is not None:
            self.column.addWidget(more)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(Button(tr("Close"), kind="primary", on_click=self.accept))
        self.column.addLayout(end)
        rules.changed.connect(self.show_rules)
        self.finished.connect(clips.let_go)
        self.finished.connect(self._let_go)
        self.show_rules()
        if rules.drafts:
            self.table.selectRow(0)

    def _let_go(self, _result: int) -> None:
        self._rules.changed.disconnect(self.show_rules)

    def _rule_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Button(tr("Add a rule"), on_click=self._add))
        self.remove = Button(tr("Remove"), on_click=self._remove)
        row.addWidget(self.remove)
        row.addStretch(1)
        self.tried = Label()
        self.tried.setProperty("role", "muted")
        row.addWidget(self.tried)
        row.addWidget(Button(tr("Try on this video"), on_click=lambda: self.tried.setText(self._on_try())))
        return row

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        for row in FIELDS:
            if row.choices:
                field: QWidget = QComboBox()
                for choice in row.choices:
                    field.addItem(tr(choice), choice)
                field.currentIndexChanged.connect(partial(self._changed, row.name))
            elif isinstance(row.default, float):
                field = QDoubleSpinBox()
                field.setRange(row.least, row.most)
                field.setSingleStep(0.05 if row.most <= 1 else 0.5)
                field.setSuffix(f" {row.unit}" if row.unit else "")
                field.setButtonSymbols(QDoubleSpinBox.NoButtons)
                field.valueChanged.connect(partial(self._changed, row.name))
            else:
                field = QLineEdit()
                field.editingFinished.connect(partial(self._changed, row.name))
            field.setAccessibleName(tr(row.title))
            field.setToolTip(tip(tr(row.help)))
            caption = Label(tr(row.title))
            caption.setProperty("role", "muted")
            line, column, span = PLACES[row.name]
            grid.addWidget(caption, 2 * line, column, 1, span)
            grid.addWidget(field, 2 * line + 1, column, 1, span)
            self.inputs[row.name] = field
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.inputs["labels"].setPlaceholderText(
            tr("any label; or some of {labels}", labels=", ".join(self._labels))[:100]
        )
        return grid

    # ---- the rules

    @property
    def _chosen(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows and rows[0].row() < len(self._rules.drafts) else None

    def show_rules(self) -> None:
        """Show the rules as they are now."""
        self._filling = True
        self.table.setRowCount(len(self._rules.drafts))
        for number, draft in enumerate(self._rules.drafts):
            item = QTableWidgetItem(self._rules.sentence(number))
            item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable | Qt.ItemIsUserCheckable)
            item.setCheckState(Qt.Checked if draft["enabled"] else Qt.Unchecked)
            item.setToolTip(tip(item.text()))
            state = QTableWidgetItem(tr("cannot be done") if number in self._rules.problems else "")
            state.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable)
            self.table.setItem(number, 0, item)
            self.table.setItem(number, 1, state)
        self._filling = False
        self._fill()

    def _fill(self) -> None:
        """Show the chosen rule's values."""
        if self._filling:
            return
        number = self._chosen
        self.remove.setEnabled(number is not None)
        self.problem.setText("" if number is None else self._rules.problems.get(number, ""))
        self._filling = True
        for name, field in self.inputs.items():
            field.setEnabled(number is not None)
            if number is None:
                continue
            value = self._rules.drafts[number][name]
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            elif isinstance(field, QDoubleSpinBox):
                if not field.hasFocus():
                    field.setValue(value)
            elif field.text() != value:
                field.setText(value)
        if number is not None:
            about = tr(ACTIONS[self._rules.drafts[number]["do"]])
            self.inputs["what"].setPlaceholderText(about)
            self.inputs["what"].setToolTip(tip(about))
        self._filling = False

    def _changed(self, name: str, *_value: Any) -> None:
        number, field = self._chosen, self.inputs[name]
        if self._filling or number is None:
            return
        if isinstance(field, QComboBox):
            value: Any = field.currentData()
        else:
            value = round(field.value(), 3) if isinstance(field, QDoubleSpinBox) else field.text().strip()
        new = {name: value, "what": ""} if name == "do" and value != self._rules.drafts[number]["do"] else {name: value}
        self._rules.change(number, **new)

    def _switch(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == 0:
            self._rules.change(item.row(), enabled=item.checkState() == Qt.Checked)

    def _add(self) -> None:
        self.table.selectRow(self._rules.add())

    def _remove(self) -> None:
        if self._chosen is not None:
            self._rules.remove(self._chosen)
