"""Asks for a new project: its name, where it goes, its labels."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialogButtonBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from app.errors import UserError
from app.teach.project import TeachingProject
from app.window import theme
from app.window.buttons import Button
from app.window.dialogs import Dialog
from app.window.language import tr
from app.window.plain import Label
from model.datasets.project import OTHERS
from model.safe_text import file_name


def projects_folder() -> Path:
    """Where new projects go: a folder of the program's in the user's videos folder."""
    import platformdirs

    return Path(platformdirs.user_videos_dir()) / "Live Action Classifier" / "Teaching"


class NewProjectDialog(Dialog):
    """``made``: the project, after ``accept``. What is wrong is said in the dialog, which stays."""

    def __init__(self, parent: QWidget | None = None, folder: Path | None = None, **told):
        """folder: where projects go. told: see ``TeachingProject``."""
        super().__init__(tr("New project"), tr("Teach it your game"), parent)
        self._told, self._base = told, folder or projects_folder()
        self.made: TeachingProject | None = None
        self.setMinimumWidth(480)
        text = Label(
            tr(
                "Name what it should tell apart, mark a few moments of each while you watch, and press Teach. “{others}” is "
                "added by itself: it is all that is none of your labels.",
                others=OTHERS,
            )
        )
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        self.column.addWidget(text)
        self.name, self.labels = QLineEdit(tr("My game")), QLineEdit()
        self.labels.setPlaceholderText(tr("reload, vault, heal"))
        self.name.textChanged.connect(lambda _text: self._show_folder())
        self._where = Label()
        self._where.setProperty("role", "muted")
        self._where.setMinimumWidth(120)
        row = QHBoxLayout()
        row.addWidget(self._where, 1)
        row.addWidget(Button(tr("Change…"), on_click=self._choose))
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Labels"), self.labels)
        form.addRow(tr("Folder"), row)
        self.column.addLayout(form)
        self.wrong = Label()
        self.wrong.setWordWrap(True)
        self.wrong.setStyleSheet(f"color: {theme.LIVE};")
        self.wrong.hide()
        self.column.addWidget(self.wrong)
        buttons = QDialogButtonBox(QDialogButtonBox.Cancel)
        buttons.addButton(tr("Create"), QDialogButtonBox.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons, 0, Qt.AlignRight)
        self._show_folder()
        self.labels.setFocus(Qt.OtherFocusReason)

    @property
    def folder(self) -> Path:
        """Where the project will be."""
        return self._base / file_name(self.name.text().strip() or tr("My game"))

    def accept(self) -> None:
        labels = [part.strip() for part in self.labels.text().replace(";", ",").split(",") if part.strip()]
        try:
            if not any(label != OTHERS for label in labels):
                raise UserError("Received no label: name at least one thing that it should recognise, such as reload.")
            self.made = TeachingProject.create(self.folder, self.name.text(), labels, **self._told)
        except UserError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            return
        super().accept()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Where the project's folder goes"), str(self._base))
        if folder:
            self._base = Path(folder)
            self._show_folder()

    def _show_folder(self) -> None:
        text = str(self.folder)
        self._where.setText(self._where.fontMetrics().elidedText(text, Qt.ElideMiddle, 300))
        self._where.setToolTip(text if not Qt.mightBeRichText(text) else "")
