"""Where recordings, clips and pictures go, and what they are called: a name by date and time that is free."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

from app.errors import cannot_save
from app.recording.video_writer import recording_files
from app.settings import Settings
from model.outputs import first_free
from model.paths import expand_user
from model.safe_text import file_name


def recordings_folder(settings: Settings) -> Path:
    """Where recordings go: the folder of the settings, or one in the user's videos folder.

    Args:
        settings: In use.

    Returns:
        The folder.

    Raises:
        UserError: It cannot be one.
    """
    if settings.recordings:
        try:
            return expand_user(settings.recordings)
        except OSError as error:
            raise cannot_save(settings.recordings, error) from error
    import platformdirs

    return Path(platformdirs.user_videos_dir()) / "Live Action Classifier"


def free_name(settings: Settings, suffix: str) -> Path:
    """A name for one file. It is looked for, as clocks are set back, and some file systems are slow. Raises UserError."""
    now = datetime.now()
    name = now.strftime("%Y-%m-%d %H-%M-%S.") + f"{now.microsecond // 1000:03d}{suffix}"
    return first_free(recordings_folder(settings) / name)


def free_recording(settings: Settings) -> Path:
    """A name that is free for all files of a recording. Raises UserError."""
    while True:
        path = free_name(settings, ".mkv")
        if not any(file.exists() for file in recording_files(path, "both", mp4=True)):
            return path
        time.sleep(0.001)  # the next millisecond has another name


def free_clip(settings: Settings, suffix: str, labels: tuple[str, ...]) -> Path:
    """A name by the labels as well, free for the picture as it came, too. Raises UserError."""
    what = file_name(" ".join(labels), 60) if labels else "event"
    while True:
        path = free_name(settings, f" {what}{suffix}")
        if not os.path.lexists(path.with_name(f"{path.stem}.raw{suffix}")):
            return path
        time.sleep(0.001)
