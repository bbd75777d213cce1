"""In the rules' dialog: how OBS is, its password, and the overlay page's address."""

from __future__ import annotations

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.integrations.connections import Connections
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label, tip

LOOK_MS = 500


class ConnectionsRow(QWidget):
    """Two lines, the first on OBS.

    Attributes:
        obs, overlay: What is said of each.
        password: The field for OBS' password.
    """

    def __init__(self, connections: Connections, parent: QWidget | None = None):
        super().__init__(parent)
        self._connections = connections
        self.obs, self.overlay = Label(), Label()
        self.obs.setWordWrap(True)
        self.overlay.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.Password)
        self.password.setPlaceholderText(tr("OBS' password, once"))
        self.password.setToolTip(
            tip(
                tr("In OBS: Tools, WebSocket Server Settings. Kept in your keyring, else in a file that only you read.")
            )
        )
        self.password.setAccessibleName(tr("OBS' password"))
        self.password.setFixedWidth(170)
        self.password.returnPressed.connect(self.connect_obs)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for label in (self.obs, self.overlay):
            label.setProperty("role", "muted")
        grid.addWidget(self.obs, 0, 0)
        grid.addWidget(self.password, 0, 1)
        grid.addWidget(Button(tr("Connect"), on_click=self.connect_obs), 0, 2)
        grid.addWidget(self.overlay, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.show_state)
        self._timer.start()
        self.show_state()

    def connect_obs(self) -> None:
        """Keep the password that was typed, and connect to OBS."""
        obs = self._connections.obs
        if self.password.text():
            obs.use_password(self.password.text())
            self.password.clear()
        else:
            obs.start()
            obs.reconnect()

    def show_state(self) -> None:
        """Show how things are now."""
        obs, server = self._connections.obs, self._connections.overlay.server
        text = obs.status if obs.status.startswith(("OBS", "Received")) else f"OBS: {obs.status}"
        self.obs.setText(f"{text}. {obs.problem}" if obs.problem else text)
        off = tr("Overlay page: off; give it a port in the settings (Ctrl+,), such as 8765")
        self.overlay.setText(off if server is None else tr("Overlay page: {address}", address=server.address.page))
