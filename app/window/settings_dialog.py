"""Every setting a person may change, from the settings' own schema; what is changed works at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.recording.names import recordings_folder
from app.setting import Setting
from app.settings import PACES, SCHEMA, Settings
from app.settings_model import SettingsModel
from app.window.buttons import Button
from app.window.dialogs import Dialog
from app.window.language import tr
from app.window.plain import Label, tip


class SettingsDialog(Dialog):
    """A field for each setting of the schema that has a title.

    Attributes:
        inputs: The fields by the settings' names.
    """

    def __init__(
        self, settings: SettingsModel, parent: QWidget | None = None, on_triggers: Callable[[], None] | None = None
    ):
        """
        Args:
            settings: What is shown and changed.
            parent: The window in front of which it opens.
            on_triggers: Opens the rules; None: they are not offered.
        """
        super().__init__(tr("Settings"), tr("Settings"), parent)
        self._settings = settings
        self._filling = False
        column = self.column
        self.inputs: dict[str, QWidget] = {}
        self.pace = QSlider(Qt.Horizontal)
        self.pace.setRange(0, len(PACES) - 1)
        self.pace.setPageStep(1)
        self.pace.setTickPosition(QSlider.TicksBelow)
        self.pace.setAccessibleName(tr("The live label, from calm to quick"))
        self.pace.valueChanged.connect(self._set_pace)
        self._pace_name = Label()
        self._pace_name.setProperty("role", "muted")
        form, advanced = self._form(), self._form()
        form.addRow(tr("The live label"), self._pace_row())
        for row in SCHEMA:
            if not row.title:
                continue
            field = self._input(row)
            field.setToolTip(tip(tr(row.help)))
            field.setAccessibleName(tr(row.title))
            self.inputs[row.name] = field
            (advanced if row.advanced else form).addRow(
                tr(row.title), self._with_browse(field) if row.folder else field
            )
        column.addLayout(form)
        self.more = Button(tr("Advanced…"), on_click=self._toggle_advanced)
        column.addWidget(self.more, 0, Qt.AlignLeft)
        self.advanced = QWidget()
        inner = QVBoxLayout(self.advanced)
        inner.setContentsMargins(0, 0, 0, 0)
        note = Label(tr("How the live label is decided. Timelines and `classify` always use the program's own rules."))
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        inner.addWidget(note)
        inner.addLayout(advanced)
        self.advanced.hide()
        column.addWidget(self.advanced)
        buttons = QHBoxLayout()
        buttons.addWidget(Button(tr("As it was at first"), on_click=self.reset))
        if on_triggers is not None:
            buttons.addWidget(Button(tr("When it happens…"), on_click=on_triggers))
        buttons.addStretch(1)
        buttons.addWidget(Button(tr("Close"), kind="primary", on_click=self.accept))
        column.addLayout(buttons)
        self._fill(settings.now)

    @staticmethod
    def _form() -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(22)
        form.setVerticalSpacing(9)
        return form

    def _pace_row(self) -> QVBoxLayout:
        ends = QHBoxLayout()
        for text, where in (("calm", Qt.AlignLeft), ("", Qt.AlignHCenter), ("quick", Qt.AlignRight)):
            label = Label(tr(text)) if text else self._pace_name
            label.setProperty("role", "muted")
            ends.addWidget(label, 1, where)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.pace)
        column.addLayout(ends)
        return column

    def _toggle_advanced(self) -> None:
        self.advanced.setVisible(self.advanced.isHidden())
        self.refit()

    def _set_pace(self, number: int) -> None:
        if not self._filling:
            self._settings.change(**asdict(list(PACES.values())[number]))
            self._fill(self._settings.now)

    def _show_pace(self, settings: Settings) -> None:
        names = [name for name, rules in PACES.items() if rules == settings.rules]
        if names:
            self.pace.setValue(list(PACES).index(names[0]))
        self._pace_name.setText(tr(names[0] if names else "as set below"))

    def _input(self, row: Setting) -> QWidget:
        if row.folder:
            field = QLineEdit()
            field.setPlaceholderText(str(recordings_folder(Settings())))  # what an empty one means
            field.setMinimumWidth(240)
            field.editingFinished.connect(self._save)
        elif isinstance(row.default, str) and not row.choices:
            field = QLineEdit()
            field.setPlaceholderText(tr("off") if row.name == "overlay" else tr("found by itself"))
            field.editingFinished.connect(self._save)
        elif row.choices:
            field = QComboBox()
            for choice in row.choices:
                field.addItem(tr(choice), choice)
            field.currentIndexChanged.connect(self._save)
        else:
            field = QDoubleSpinBox()
            field.setRange(row.least, row.most)
            field.setSingleStep(0.05 if row.most <= 10 else 1.0)
            field.setSuffix(f" {row.unit}" if row.unit else "")
            field.setButtonSymbols(QDoubleSpinBox.NoButtons)
            field.valueChanged.connect(self._save)
        return field

    def _with_browse(self, field: QLineEdit) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(field, 1)

        def browse() -> None:
            folder = QFileDialog.getExistingDirectory(self, tr("Folder for recordings"), field.text())
            if folder:
                field.setText(folder)
                self._save()

        line.addWidget(Button("…", on_click=browse), 0, Qt.AlignRight)
        return line

    def _fill(self, settings: Settings) -> None:
        self._filling = True
        for name, field in self.inputs.items():
            value = getattr(settings, name)
            if isinstance(field, QLineEdit):
                field.setText(value)
            elif isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            else:
                field.setValue(value)
        self._show_pace(settings)
        self._filling = False

    def reset(self) -> None:
        """Every setting of the table as the program came."""
        self._settings.reset()
        self._fill(self._settings.now)

    def _save(self) -> None:
        if self._filling:
            return
        values = {}
        for name, field in self.inputs.items():
            if isinstance(field, QLineEdit):
                value = field.text().strip()
            elif isinstance(field, QComboBox):
                value = field.currentData()
            else:
                value = round(field.value(), 3)
            if value != getattr(self._settings.now, name):
                values[name] = value
        if values:
            self._settings.change(**values)
            self._filling = True
            self._show_pace(self._settings.now)
            self._filling = False
