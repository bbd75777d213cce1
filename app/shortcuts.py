"""The window's shortcuts: one table, from which the window's keys and its sheet of keys are both made. Pure."""

from __future__ import annotations

from dataclasses import dataclass

PLAYING, FILES, SOURCES, SAVING, WINDOW = "Playback", "Video files", "Sources", "Saving", "Window"
LIST, TEACHING = "In the list of segments", "While you teach"
PARTS = (PLAYING, FILES, LIST, SOURCES, SAVING, WINDOW, TEACHING)

_SYMBOLS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


@dataclass(frozen=True)
class Shortcut:
    """One line of the sheet of keys.

    Attributes:
        where: what it works on, one of PARTS.
        what: what it does, for people; where there are several actions, in their order.
        actions: the name of each action, with the keys that do it as Qt writes them (Ctrl is the Command key on macOS).
        held: keys that are no shortcuts, since it matters how long they are down, or what is open: as they are shown.
    """

    where: str
    what: str
    actions: dict[str, tuple[str, ...]]
    held: tuple[str, ...] = ()

    @property
    def caps(self) -> str:
        """The first key of each action as it is shown, such as ``Shift ←  Shift →``."""
        return "  ".join((*(shown_key(keys[0]) for keys in self.actions.values()), *self.held))


def shown_key(key: str) -> str:
    """``key`` for people: ``Shift+Left`` is ``Shift ←``."""
    *modifiers, last = key.rsplit("+", 1) if len(key) > 1 else (key,)
    return " ".join((*(" ".join(modifiers).split("+")), _SYMBOLS.get(last, last))).strip()


SHORTCUTS = (
    Shortcut(PLAYING, "Pause and go on", {"pause": ("Space",)}),
    Shortcut(FILES, "Mute, and be heard again", {"mute": ("Shift+M",)}),
    Shortcut(FILES, "Quieter, louder", {"quieter": ("Ctrl+Down",), "louder": ("Ctrl+Up",)}),
    Shortcut(FILES, "5 seconds back, on", {"back_5_seconds": ("Left",), "on_5_seconds": ("Right",)}),
    Shortcut(FILES, "1 second back, on", {"back_1_second": ("Shift+Left",), "on_1_second": ("Shift+Right",)}),
    Shortcut(FILES, "A minute back, on", {"back_1_minute": ("Down",), "on_1_minute": ("Up",)}),
    Shortcut(FILES, "One frame back, on", {"previous_frame": (",",), "next_frame": (".",)}),
    Shortcut(FILES, "To the beginning, to a time", {"to_beginning": ("Home",), "go_to": ("Ctrl+G",)}),
    Shortcut(FILES, "Copy the time; with its label", {"copy_time": ("Ctrl+C",), "copy_label": ("Ctrl+Shift+C",)}),
    Shortcut(FILES, "The file before, the next of several", {"previous_file": ("PgUp",), "next_file": ("PgDown",)}),
    Shortcut(FILES, "Slower, faster", {"slower": ("[",), "faster": ("]",)}),
    Shortcut(FILES, "At the speed of recording", {"normal_speed": ("Backspace",)}),
    Shortcut(FILES, "Loop: from A, to B, off", {"loop": ("L",)}),
    Shortcut(FILES, "The segment before, the next", {"previous_segment": ("Shift+N",), "next_segment": ("N",)}),
    Shortcut(FILES, "List of segments: correct and export", {"segments": ("T",)}),
    Shortcut(FILES, "Library: find moments; more like this one", {"library": ("Ctrl+L",), "more_like": ("Shift+L",)}),
    Shortcut(FILES, "Undo, redo a correction", {"undo": ("Ctrl+Z",), "redo": ("Ctrl+Shift+Z", "Ctrl+Y")}),
    Shortcut(LIST, "The segment above, below; Shift: several", {}, ("↑", "↓")),
    Shortcut(LIST, "Label as the first … ninth", {}, ("1 … 9",)),
    Shortcut(LIST, "Choose its label", {}, ("F2",)),
    Shortcut(LIST, "All of them", {}, ("Ctrl A",)),
    Shortcut(LIST, "Delete the chosen segments", {"delete": ("Delete",)}),
    Shortcut(LIST, "Back to the video's keys", {}, ("Esc",)),
    Shortcut(SOURCES, "Open videos (or drop files on the window)", {"open_video": ("O", "Ctrl+O")}),
    Shortcut(SOURCES, "Everything that can be watched", {"sources": ("W",)}),
    Shortcut(SOURCES, "The camera", {"camera": ("C",)}),
    Shortcut(SOURCES, "The demo clip", {"demo": ("D",)}),
    Shortcut(SOURCES, "Choose a model", {"model": ("M",)}),
    Shortcut(SAVING, "Record, and stop", {"record": ("R",)}),
    Shortcut(SAVING, "Save this picture, the whole window", {"save_picture": ("S",), "save_window": ("Shift+S",)}),
    Shortcut(SAVING, "Save the last seconds as a clip, as a GIF", {"save_clip": ("G",), "save_gif": ("Shift+G",)}),
    Shortcut(SAVING, "When it happens: rules, and what saved itself", {"triggers": ("Ctrl+T",)}),
    Shortcut(WINDOW, "Full screen and back (Esc leaves it)", {"full_screen": ("F", "F11"), "escape": ("Esc",)}),
    Shortcut(WINDOW, "Show or hide the bars", {"bars": ("B",)}),
    Shortcut(WINDOW, "Statistics", {"statistics": ("I",)}),
    Shortcut(WINDOW, "Compact: the label alone, over everything", {"compact": ("P",)}),
    Shortcut(WINDOW, "Settings", {"settings": ("Ctrl+,",)}),
    Shortcut(WINDOW, "This sheet", {"help": ("?", "F1")}),
    Shortcut(WINDOW, "Quit", {"quit": ("Q", "Ctrl+Q")}),
    Shortcut(TEACHING, "Teach it your game: labels and marks", {"teach": ("Shift+T",)}),
    Shortcut(TEACHING, "Mark as long as it is held; live: what just was", {}, ("0 … 9",)),
    Shortcut(TEACHING, "It starts here, ends here; then a digit", {}, ("I", "O")),
    Shortcut(TEACHING, "Confirm all that is to be checked", {}, ("Enter",)),
)


def with_key(text: str, action: str) -> str:
    """``text`` with the first key of ``action`` after it, as a tool tip says it: ``Settings (Ctrl ,)``."""
    keys = next(row.actions[action] for row in SHORTCUTS if action in row.actions)
    return f"{text} ({shown_key(keys[0])})"
