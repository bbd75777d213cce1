"""The speaker in the bar below: mute and volume of the recording that plays, kept for the next time."""

from __future__ import annotations

from PyQt5.QtCore import QObject, Qt, QTimer
from PyQt5.QtWidgets import QHBoxLayout, QSlider, QWidget

from app.settings import Settings
from app.settings_model import SettingsModel
from app.shortcuts import with_key
from app.sound.sound import Sound
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import tip

LOOK_MS = 300  # how often it is looked whether what plays has sound
SAVE_MS = 500  # after the slider's last move
STEP = 0.1


class SoundButtons(QWidget):
    """A speaker that mutes, and a slider. Hidden where there is nothing to hear."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.button = Button("", kind="quiet", icon="sound")
        self.button.setFixedWidth(36)
        self.button.setAccessibleName(tr("Mute"))
        self.slider = QSlider(Qt.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setFixedWidth(84)
        self.slider.setFocusPolicy(Qt.TabFocus)
        self.slider.setAccessibleName(tr("Volume"))
        self.slider.setToolTip(with_key(tr("Volume"), "louder"))
        row.addWidget(self.button)
        row.addWidget(self.slider)
        self.hide()

    def show_state(self, volume: float, muted: bool, trouble: str) -> None:
        """
        Args:
            volume: 0 to 1.
            muted: Whether nothing is heard.
            trouble: Why nothing can be heard; "" where it can.
        """
        silent = muted or not volume or bool(trouble)
        self.button.set_drawing("muted" if silent else "sound")
        name = tr("Be heard again") if muted else tr("Mute")
        self.button.setAccessibleName(name)
        self.button.setToolTip(tip(trouble) if trouble else with_key(name, "mute"))
        self.button.setEnabled(not trouble)
        self.slider.setEnabled(not trouble)
        self.slider.blockSignals(True)
        self.slider.setValue(round(100 * volume))
        self.slider.blockSignals(False)


class SoundControl(QObject):
    """Binds the speaker and the settings to what plays."""

    def __init__(self, sound: Sound, buttons: SoundButtons, settings: SettingsModel, parent: QObject):
        """
        Args:
            sound: Of the program.
            buttons: Where it is shown.
            settings: Where mute and volume are kept.
        """
        super().__init__(parent)
        self._sound, self._buttons, self._settings = sound, buttons, settings
        buttons.button.clicked.connect(self.toggle_mute)
        buttons.slider.valueChanged.connect(lambda value: self.set_volume(value / 100))
        settings.changed.connect(self._use)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_MS)
        self._saving.timeout.connect(self._save)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()
        self._use(settings.now)

    def toggle_mute(self) -> None:
        """Be silent, or be heard again."""
        self._settings.change(sound="on" if self._sound.muted else "off")

    def set_volume(self, volume: float) -> None:
        """Be so loud, 0 to 1; a muted program is heard again."""
        self._sound.volume, self._sound.muted = min(1.0, max(0.0, volume)), False
        self._saving.start()
        self.look()

    def louder(self, steps: int) -> None:
        """Louder, or quieter where it is negative."""
        self.set_volume(round(self._sound.volume + STEP * steps, 2))

    def look(self) -> None:
        """Show how it is now."""
        self._buttons.setVisible(self._sound.audible)
        if self._sound.audible:
            self._buttons.show_state(self._sound.volume, self._sound.muted, self._sound.trouble)

    def close(self) -> None:
        """Keep what was changed, and let go of the device. Idempotent."""
        self._looking.stop()
        if self._saving.isActive():
            self._saving.stop()
            self._save()
        self._sound.close()

    def _save(self) -> None:
        self._settings.change(volume=self._sound.volume, sound="off" if self._sound.muted else "on")

    def _use(self, settings: Settings) -> None:
        self._sound.volume, self._sound.muted = settings.volume, settings.sound == "off"
        self.look()
