"""Ways to damage a model's folder: each takes the folder, a copy of a shipped one, and a random generator.

The same seed gives the same folder, as with videos.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np

from model.registry import WEIGHTS
from tests.fuzz.damage import flipped, flipped_header, truncated, zero_runs
from tests.model.broken_networks import BREAKS, put_in_place, rebuilt
from tests.model.hostile_hdf5 import FILES, write

MODEL, OTHER = "b5_lstm_64", "custom"
NETWORKS = ("encoder_int8.tflite", "head_int8.tflite", "hindsight.tflite")
VALUES = (
    None, True, False, 0, 1, -1, 2, 7.5, 1e-320, 1e300, -1e300, 2**31, 2**63, 10**18, "", "int8", "../../x", "x" * 100_000,
    "\x1b[31m", "\ud800", "\0", "7", [], {}, [1], ["a", "b"], ["a", 2], [[]], [True, True], [224, 224], [32, 10**9],
    ["a"] * 5, {"a": 1}, list("abcde"), [str(n) for n in range(10_000)], [[[[[[1]]]]]],
)  # fmt: skip
TEXTS = (
    "",
    "{",
    "[]",
    "null",
    "[" * 100_000,
    '{"name":' * 900 + "1" + "}" * 900,
    '{"name": "x", "name": 3}',
    "\ufeff{}",
    "NaN",
)
NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "1e400", "9" * 5000)
Damage = Callable[[Path, random.Random], None]


def field_is_another(folder: Path, draw: random.Random) -> None:
    """One or two fields of the description hold something else."""
    data = json.loads((folder / "model.json").read_text())
    for _ in range(draw.randint(1, 2)):
        data[draw.choice(list(data))] = draw.choice(VALUES)
    (folder / "model.json").write_text(json.dumps(data))


def field_is_nearly_right(folder: Path, draw: random.Random) -> None:
    """A number of the description is another one, a list is longer or shorter."""
    data = json.loads((folder / "model.json").read_text())
    name = draw.choice([name for name, value in data.items() if name != "sha256" and not isinstance(value, str)])
    value = data[name]
    if isinstance(value, list):
        data[name] = draw.choice([value[:-1], value * 2, value[::-1], [*value, value[0]], [str(one) for one in value]])
    else:
        data[name] = draw.choice([value + 1, value - 1, value * 2, -value, value / 7, value * 1e3, value * 1e-3])
    (folder / "model.json").write_text(json.dumps(data))


def description_is_no_json(folder: Path, draw: random.Random) -> None:
    """The description is no JSON, or one of another kind."""
    text = (folder / "model.json").read_text()
    number = draw.choice(NO_NUMBERS)
    made = draw.choice(
        [
            *TEXTS,
            text[: draw.randrange(len(text))],
            text.replace("0.", f"{number}, 0.", 1),
            text.replace("64", number, 1),
        ]
    )
    (folder / "model.json").write_text(made)


def description_has_other_bytes(folder: Path, draw: random.Random) -> None:
    """Some bytes of the description are others."""
    (folder / "model.json").write_bytes(flipped((folder / "model.json").read_bytes(), draw, {}))


def network_is_damaged(folder: Path, draw: random.Random) -> None:
    """As a download or a disk damages a network; its digest in the description is right, wrong or missing."""
    file = folder / draw.choice(NETWORKS)
    content = draw.choice((truncated, flipped, flipped_header, zero_runs))(file.read_bytes(), draw, {})
    if draw.random() < 0.2:
        file.write_bytes(content)
    else:
        put_in_place(file, content, listed=draw.random() < 0.5)


def network_has_other_words(folder: Path, draw: random.Random) -> None:
    """A few words of a network are small or absurd numbers: indices, counts, offsets."""
    file = folder / draw.choice(NETWORKS)
    content = bytearray(file.read_bytes())
    objects = len(content) if file.name == "hindsight.tflite" else len(content) // 4
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(8, min(objects, 60_000)) & ~3
        content[place : place + 4] = draw.choice((-1, 0, 1, 2, 255, 65_535, 2**30, -(2**31))).to_bytes(
            4, "little", signed=True
        )
    put_in_place(file, bytes(content), listed=draw.random() < 0.5)


def network_is_broken(folder: Path, draw: random.Random) -> None:
    """A network whose file is in order and whose content is not: inputs that do not exist, shapes that cannot be, no numbers."""
    file = folder / draw.choice(NETWORKS)
    change = draw.choice(BREAKS)
    put_in_place(file, rebuilt(file.read_bytes(), lambda network: change(network, draw)), listed=draw.random() < 0.5)


def files_change_places(folder: Path, draw: random.Random) -> None:
    """A network is in the place of another, of this model or of one of another kind."""
    one, other = draw.sample(NETWORKS, 2)
    source = draw.choice([folder / other, WEIGHTS / OTHER / "encoder.tflite", WEIGHTS / OTHER / "head.tflite"])
    put_in_place(folder / one, source.read_bytes(), listed=draw.random() < 0.7)


def file_is_missing(folder: Path, draw: random.Random) -> None:
    """One or two files are missing, empty, folders, pipes, endless, or links to nowhere."""
    for _ in range(draw.randint(1, 2)):
        file = folder / draw.choice((*NETWORKS, "model.json"))
        if not file.is_file():
            continue
        file.unlink()
        kind = draw.choice(("missing", "empty", "folder", "pipe", "large", "link"))
        if kind == "empty":
            file.touch()
        elif kind == "folder":
            file.mkdir()
        elif kind == "pipe" and hasattr(os, "mkfifo"):
            os.mkfifo(file)
        elif kind == "large":
            with file.open("wb") as sparse:
                sparse.truncate(4 * 2**30)
        elif kind == "link":
            file.symlink_to(draw.choice((file.name, "/nowhere/at/all", "/dev/zero", str(folder))))


def weights_are_damaged(folder: Path, draw: random.Random) -> None:
    """The trained weights (HDF5) have other bytes, are cut short, or hold what is no array of numbers."""
    file = folder / "lrcn.weights.h5"
    if draw.random() < 0.5:
        content = draw.choice((truncated, flipped, flipped_header, zero_runs))(file.read_bytes(), draw, {})
        put_in_place(file, content, listed=draw.random() < 0.5)
    else:
        shutil.copy(write(draw.choice(list(FILES)), folder), file)


def weights_point_elsewhere(folder: Path, draw: random.Random) -> None:
    """A group or an array of the trained weights is a link, or lies in another file."""
    with h5py.File(folder / "lrcn.weights.h5", "r+") as file:
        places: list[str] = []
        file.visit(places.append)
        place = draw.choice(places)
        del file[place]
        link = draw.choice(
            (h5py.SoftLink("/"), h5py.ExternalLink("/etc/passwd", "/x"), h5py.ExternalLink("hindsight.weights.h5", "/"))
        )
        file[place] = link


def kept_is_damaged(folder: Path, draw: random.Random) -> None:
    """What a scan has kept of a video by this model, beside it: its timeline and predictions, damaged."""
    rows = [[0.0, 1.0, "gun", 0.5], [1.0, 2.0, "chop", 0.5]]
    text = json.dumps({"duration": 2.0, "done": 2.0, "complete": True, "error": "", "segments": rows})
    value = draw.choice([json.dumps(one) for one in VALUES] + list(NO_NUMBERS))
    place = draw.choice(
        ['"duration": 2.0', '"done": 2.0', '"complete": true', '"error": ""', "1.0, 2.0", '"chop", 0.5', "[0.0, 1.0"]
    )
    made = draw.choice([*TEXTS, text.replace(place, f"{place.partition(':')[0]}: {value}"), text.replace("1.0", value)])
    (folder / "kept.json").write_text(made)
    times = np.arange(5) / 10
    np.savez(folder / "kept.npz", times=times, probabilities=np.full((5, 5), 0.2), frames=np.arange(5), moments=times,
             moments_probabilities=np.full((5, 5), 0.2))  # fmt: skip
    content = draw.choice((truncated, flipped, flipped_header))((folder / "kept.npz").read_bytes(), draw, {})
    (folder / "kept.npz").write_bytes(content)


DAMAGES: tuple[Damage, ...] = (
    field_is_another, field_is_nearly_right, description_is_no_json, description_has_other_bytes, network_is_damaged,
    network_has_other_words, network_is_broken, files_change_places, file_is_missing, weights_are_damaged,
    weights_point_elsewhere, kept_is_damaged,
)  # fmt: skip


def damaged_folders(folder: Path, seed: int, numbers) -> Iterator[Path]:
    """Make the damaged model folders of these ``numbers`` in ``folder``, one after another as they are asked for.

    Each depends on the seed and its own number alone. A name says what was done: ``0017-network_is_damaged``.
    """
    for number in numbers:
        draw = random.Random(f"{seed} {number}")
        damage = DAMAGES[number % len(DAMAGES)]
        path = folder / f"{number:05d}-{damage.__name__}"
        path.mkdir()
        for file in ("model.json", "lrcn.weights.h5", *NETWORKS):
            shutil.copy(WEIGHTS / MODEL / file, path)
        damage(path, draw)
        yield path
