"""Every setting a person may change, from the settings' own schema; what is changed works at once."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app.recording.recordings import recordings_folder
from app.settings import SCHEMA, Setting, Settings
from app.settings_model import SettingsModel
from app.window.buttons import Button
from app.window.dialogs import Dialog
from app.window.plain import Label


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
        super().__init__("Settings", "Settings", parent)
        self._settings = settings
        self._filling = False
        column = self.column
        note = Label(
            "The first five shape the live label. Timelines and `classify` always use the program's own rules."
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        column.addWidget(note)
        form = QFormLayout()
        form.setHorizontalSpacing(22)
        form.setVerticalSpacing(9)
        self.inputs: dict[str, QWidget] = {}
        for row in SCHEMA:
            if not row.title:
                continue
            field = self._input(row)
            field.setToolTip(row.help)
            field.setAccessibleName(row.title)
            self.inputs[row.name] = field
            form.addRow(row.title, self._with_browse(field) if row.folder else field)
        column.addLayout(form)
        buttons = QHBoxLayout()
        buttons.addWidget(Button("As it was at first", kind="quiet", on_click=self.reset))
        if on_triggers is not None:
            buttons.addWidget(Button("When it happens…", kind="quiet", on_click=on_triggers))
        buttons.addStretch(1)
        buttons.addWidget(Button("Close", kind="primary", on_click=self.accept))
        column.addLayout(buttons)
        self._fill(settings.now)

    def _input(self, row: Setting) -> QWidget:
        if row.folder:
            field = QLineEdit()
            field.setPlaceholderText(str(recordings_folder(Settings())))  # what an empty one means
            field.setMinimumWidth(240)
            field.editingFinished.connect(self._save)
        elif isinstance(row.default, str) and not row.choices:
            field = QLineEdit()
            field.setPlaceholderText("off" if row.name == "overlay" else "found by itself")
            field.editingFinished.connect(self._save)
        elif row.choices:
            field = QComboBox()
            field.addItems(row.choices)
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
            folder = QFileDialog.getExistingDirectory(self, "Folder for recordings", field.text())
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
                field.setCurrentText(value)
            else:
                field.setValue(value)
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
                value = field.currentText()
            else:
                value = round(field.value(), 3)
            if value != getattr(self._settings.now, name):
                values[name] = value
        if values:
            self._settings.change(**values)
