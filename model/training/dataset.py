"""Which labelled videos a model is trained on and which ones every choice is made on, and what tells them from others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from model.datasets.read import LabelledVideo, find_footage
from model.errors import FootageError

Dataset = dict[str, list[LabelledVideo]]  # the parts ``training`` and ``validation``

_SAMPLE = 1 << 16  # bytes from each end of a video that tell it from another of the same size


def split_dataset(
    data: Path,
    validation: Path | None,
    labels: tuple[str, ...],
    ignore_other_labels: bool = False,
    on_unreadable: Callable[[str], None] | None = None,
    leave_out: str | None = None,
) -> Dataset:
    """The videos to train on and those to choose by.

    Args:
        data: A folder of labelled footage.
        validation: Another one to choose by; None: every fifth video of ``data`` is set aside.
        labels: What the footage is labelled with.
        ignore_other_labels: Moments with other labels count as unlabelled instead of being an error.
        on_unreadable: Told a sentence for each video that cannot be read, which is left out; None: none is opened here.
        leave_out: A folder right below both of which no video is taken; None: all are.

    Returns:
        The labelled videos of the parts ``training`` and ``validation``, each sorted by path.

    Raises:
        FootageError: There is too little, a label file is wrong, a label has no training footage, or the validation
            footage has no labels at all.
    """
    videos = _without(leave_out, find_footage(data, labels, ignore_other_labels, on_unreadable), data)
    if validation is not None:
        chosen_by = find_footage(Path(validation), labels, ignore_other_labels, on_unreadable)
        chosen_by = _without(leave_out, chosen_by, Path(validation))
        dataset = {"training": videos, "validation": chosen_by}
    elif len(videos) > 1:
        held = {*range(4, len(videos), 5)} or {len(videos) - 1}
        dataset = {
            "training": [video for number, video in enumerate(videos) if number not in held],
            "validation": [video for number, video in enumerate(videos) if number in held],
        }
    else:
        raise FootageError(
            f"Received {data}: one labelled video cannot train and validate; add videos or give --validation."
        )
    if not any(segment.label in labels for video in dataset["validation"] for segment in video.segments):
        raise FootageError(
            f"Received {validation or data}: no moment of its validation videos is labelled; label some of them."
        )
    there = {segment.label for video in dataset["training"] for segment in video.segments}
    missing = [label for label in labels if label not in there]
    if missing:
        left = f" without {leave_out}" if leave_out is not None else ""
        raise FootageError(
            f"Received {data}{left}: no training footage of {', '.join(missing)}; every label needs some."
        )
    return dataset


def _without(folder: str | None, videos: list[LabelledVideo], data: Path) -> list[LabelledVideo]:
    """``videos`` of ``data`` but those of one of its folders; None: all of them."""
    if folder is None:
        return videos
    names = _folders(videos, data, f"--leave-out {folder}")
    if folder not in names or set(names) == {folder}:
        raise FootageError(
            f"Received --leave-out {folder}: expected one of several folders of {data}, which has "
            f"{', '.join(sorted(set(names)))}."
        )
    return [video for video, name in zip(videos, names, strict=True) if name != folder]


def folders_of(dataset: Dataset, data: Path, validation: Path | None) -> dict[str, list[str]]:
    """Which folder of the footage each video is of.

    Args:
        dataset: Its videos.
        data: Where those to train on lie, and those of validation where these are set aside from them.
        validation: Where those of validation lie; None: see ``data``.

    Returns:
        For each part and each of its videos the name of the folder right below.

    Raises:
        FootageError: A video lies in none, or folders are the labels' own (``read.find_footage``).
    """
    roots = {"training": data, "validation": data if validation is None else validation}
    return {part: _folders(videos, Path(roots[part]), "--balance-folders") for part, videos in dataset.items()}


def _folders(videos: list[LabelledVideo], root: Path, option: str) -> list[str]:
    """For each video the folder right below ``root``; raises as ``folders_of``, and names the option that asks for it."""
    found = [video.path.relative_to(root).parts[0] if root in video.path.parents[1:] else "" for video in videos]
    alone = [video for video, folder in zip(videos, found, strict=True) if not folder]
    classes = {segment.label for video in videos for segment in video.segments} & set(found)
    if alone or classes:
        raise FootageError(
            f"Received {option} and {(alone or videos)[0].path}: expected {root} to hold a folder for each game, "
            "with its labelled videos in it."
        )
    return found


def dataset_key(dataset: Dataset) -> dict[str, list[str]]:
    """For each part its videos' keys: equal for two datasets that train the same model, wherever they lie."""
    return {part: [video_key(video) + labels_key(video) for video in videos] for part, videos in dataset.items()}


def video_key(video: LabelledVideo) -> str:
    """16 hexadecimal digits for the video's content: its size and what stands at both ends of the file.

    Raises:
        FootageError: The file cannot be read.
    """
    try:
        size = video.path.stat().st_size
        with video.path.open("rb") as file:
            ends = file.read(_SAMPLE)
            file.seek(max(0, size - _SAMPLE))
            ends += file.read(_SAMPLE)
    except OSError as error:
        raise FootageError(
            f"Received {video.path}: it cannot be read ({error.strerror or error}); check that it is still there."
        ) from error
    return hashlib.blake2b(ends + str(size).encode(), digest_size=8).hexdigest()


def labels_key(video: LabelledVideo) -> str:
    """16 hexadecimal digits for the video's labels, whether they stand in a file or in its folder's name."""
    segments = repr([(segment.start, segment.end, segment.label) for segment in video.segments])
    return hashlib.blake2b(segments.encode(), digest_size=8).hexdigest()
