"""What each shortcut of ``app.shortcuts`` does in the main window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QShortcut

from app.shortcuts import SHORTCUTS
from app.window.going import another_file, ask_for_time, copy_time

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def actions_of(window: MainWindow) -> dict[str, Callable[[], None]]:
    """The action of each name in the table.

    Args:
        window: Built, not yet shown.

    Returns:
        What each name does.
    """
    player, replay, record = window.player, window.replay, window.record_control
    pace = replay.pace
    return {
        "pause": player.toggle_pause,
        "mute": window.sound.toggle_mute,
        "quieter": partial(window.sound.louder, -1),
        "louder": partial(window.sound.louder, 1),
        "back_5_seconds": partial(pace.skip, -5.0),
        "on_5_seconds": partial(pace.skip, 5.0),
        "back_1_second": partial(pace.skip, -1.0),
        "on_1_second": partial(pace.skip, 1.0),
        "back_1_minute": partial(pace.skip, -60.0),
        "on_1_minute": partial(pace.skip, 60.0),
        "previous_frame": partial(player.step, -1),
        "next_frame": partial(player.step, 1),
        "to_beginning": partial(player.seek, 0.0),
        "go_to": partial(ask_for_time, window),
        "copy_time": partial(copy_time, window, False),
        "copy_label": partial(copy_time, window, True),
        "previous_file": partial(another_file, window, -1),
        "next_file": partial(another_file, window, 1),
        "slower": partial(pace.faster, -1),
        "faster": partial(pace.faster, 1),
        "normal_speed": partial(pace.faster, 0),
        "loop": pace.mark_loop,
        "previous_segment": partial(replay.jump, -1),
        "next_segment": partial(replay.jump, 1),
        "segments": replay.toggle_panel,
        "undo": partial(window.edit, "undo"),
        "redo": partial(window.edit, "redo"),
        "delete": partial(window.edit, "delete"),
        "teach": window.teach.toggle_panel,
        "library": window.library.toggle_panel,
        "more_like": window.library.more_like,
        "open_video": window.opening.ask_for_video,
        "sources": window.opening.ask_for_source,
        "camera": window.open_camera,
        "demo": window.open_demo,
        "model": window.opening.ask_for_model,
        "record": record.toggle,
        "save_picture": record.save_picture,
        "save_window": record.save_window,
        "save_clip": record.save_clip,
        "save_gif": record.save_gif,
        "triggers": window.triggers.open,
        "full_screen": window.state.toggle_full_screen,
        "escape": window.state.escape,
        "bars": window.toggle_panel,
        "statistics": window.view.toggle_statistics,
        "compact": window.state.toggle_compact,
        "settings": window.opening.open_settings,
        "help": window.picture_stack.help.toggle,
        "quit": window.close,
    }


def bind_shortcuts(window: MainWindow) -> dict[str, list[QShortcut]]:
    """Make the window's keys.

    Args:
        window: The one in which the keys work.

    Returns:
        The shortcuts of each action's name.
    """
    actions = actions_of(window)
    return {
        name: [QShortcut(QKeySequence(key), window, activated=actions[name]) for key in keys]
        for row in SHORTCUTS
        for name, keys in row.actions.items()
    }
