"""Ways to damage a video file: each takes its bytes and a random generator. The same seed gives the same file."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.fuzz.bases import KINDS, make_base

ABSURD = (0, 1, 0x7FFF, 0xFFFF, 0xFFFFFF, 100_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
# Boxes of an MP4 that hold a count, and where in the box it is, bytes from the box's beginning.
COUNTS = {b"stsz": 16, b"stts": 12, b"ctts": 12, b"stsc": 12, b"stco": 12, b"stss": 12, b"elst": 12, b"trun": 12}
SIZES = (0, 1, 15, 4096, 16_000, 30_000, 65_535)  # pixels
Damage = Callable[[bytes, random.Random, dict[str, bytes]], bytes]


def truncated(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Cut off at some byte."""
    return data[: draw.randrange(1, len(data))]


def beheaded(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Its beginning is missing."""
    return data[draw.randrange(1, len(data)) :]


def flipped(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """A few to many bytes are others."""
    result = bytearray(data)
    for _ in range(draw.choice((1, 4, 16, 64, 256))):
        result[draw.randrange(len(result))] = draw.randrange(256)
    return bytes(result)


def flipped_header(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Bytes are others where containers keep what matters: near the beginning or the end."""
    result, reach = bytearray(data), min(1500, len(data))
    for _ in range(draw.choice((1, 3, 9))):
        place = draw.randrange(reach)
        result[place if draw.random() < 0.6 else len(result) - 1 - place] = draw.randrange(256)
    return bytes(result)


def zero_runs(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Stretches of nothing, as a failing disk or a broken download leaves them."""
    result = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(result))
        length = min(len(result) - place, draw.choice((16, 512, 4096, 65_536)))
        result[place : place + length] = bytes(length)
    return bytes(result)


def resized(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """A number of four bytes says something else: sizes of boxes, chunks and pictures."""
    result = bytearray(data)
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(min(4000, len(result) - 4))
        if draw.random() < 0.5:
            place = len(result) - 4 - place
        result[place : place + 4] = struct.pack(draw.choice((">I", "<I")), draw.choice(ABSURD))
    return bytes(result)


def counts(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """The tables of an MP4 claim more than there is; other containers get an absurd number somewhere."""
    found = [(name, at) for name in COUNTS for at in _places(data, name)]
    if not found:
        return resized(data, draw, others)
    result = bytearray(data)
    name, at = draw.choice(found)
    place = at - 4 + COUNTS[name]
    result[place : place + 4] = struct.pack(">I", draw.choice(ABSURD[4:]))
    if name == b"stsz" and draw.random() < 0.7:  # all samples of one size: no table that could be missing
        result[place - 4 : place] = struct.pack(">I", draw.choice((1, 100)))
    return bytes(result)


def claimed_size(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Its pictures claim to be as large as none can be, or to have no size at all."""
    width, height = draw.choice(SIZES), draw.choice(SIZES)
    big, little = (
        struct.pack(">HH", width & 0xFFFF, height & 0xFFFF),
        struct.pack("<HH", width & 0xFFFF, height & 0xFFFF),
    )
    long = struct.pack("<II", width, height)
    # What comes before a size, how far on it lies, and the size as it is written there.
    places = (
        (b"GIF89a", 6, little), (b"\xff\xc0\0\x11\x08", 5, big[2:] + big[:2]), (b"avc1", 28, big), (b"jpeg", 28, big),
        (b"tkhd", 80, bytes(2) + big[:2]), (b"strf", 12, long), (b"\xb0\x81", 2, big[1:2]), (b"\xba\x81", 2, big[3:]),
        (b"\0\0\1\xb3", 4, bytes([width >> 4 & 0xFF, (width << 4 | height >> 8 & 15) & 0xFF, height & 0xFF])),
    )  # fmt: skip
    result = bytearray(data)
    for before, offset, size in places:
        for at in _places(data, before):
            result[at + offset : at + offset + len(size)] = size
    return bytes(result[: len(data)]) if bytes(result) != data else resized(data, draw, others)


def swapped_header(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Begins as another kind of video does."""
    other, length = draw.choice(sorted(others.items()))[1], draw.choice((12, 64, 500, 3000))
    return other[:length] + data[length:]


def joined(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Two videos in one file, the first one perhaps not whole."""
    other = draw.choice(sorted(others.items()))[1]
    first = data if draw.random() < 0.5 else truncated(data, draw, others)
    return first + other


def shuffled(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Blocks in another order, some twice, some not at all."""
    size = draw.choice((188, 1024, 4096))
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    for _ in range(draw.randint(1, 6)):
        blocks[draw.randrange(len(blocks))] = draw.choice(blocks)
    if draw.random() < 0.3:
        draw.shuffle(blocks)
    return b"".join(blocks)


def unknown_codec(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Its pictures, or its sound, are coded in a way that nothing knows."""
    names = (b"avc1", b"jpeg", b"FMP4", b"MJPG", b"V_MPEG4/ISO/AVC", b"V_VP8", b"V_VP9", b"V_FFV1", b"mp4a", b"A_AAC")
    result = data
    for name in names:
        if name in result and draw.random() < 0.9:
            result = result.replace(name, bytes(draw.choice(b"qxyz") for _ in name))
    return result if result != data else flipped_header(data, draw, others)


def padded(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """Something else before or behind it."""
    extra = bytes(draw.randrange(256) for _ in range(draw.choice((1, 100, 5000))))
    return extra + data if draw.random() < 0.5 else data + extra


def rubbish(data: bytes, draw: random.Random, others: dict[str, bytes]) -> bytes:
    """No video at all: nothing, text, or noise after a true first line."""
    return draw.choice(
        (
            b"",
            b"\0" * draw.randrange(1, 5000),
            b"start,end,label\n0,1,gun\n" * draw.randrange(1, 200),
            data[: draw.choice((4, 12, 32))] + draw.randbytes(5000),
        )
    )


def _places(data: bytes, name: bytes) -> list[int]:
    places, at = [], data.find(name)
    while at >= 0:
        places.append(at)
        at = data.find(name, at + 4)
    return places


DAMAGES: tuple[Damage, ...] = (
    truncated, beheaded, flipped, flipped_header, zero_runs, resized, counts, swapped_header, joined, shuffled,
    unknown_codec, padded, rubbish, claimed_size,
)  # fmt: skip


def damaged_files(folder: Path, seed: int, numbers: Iterable[int]) -> list[Path]:
    """Write the damaged videos of these ``numbers`` into ``folder``; each depends on the seed and its own number alone.

    A name says what was done: ``0017-ts-h264-truncated.ts``. One in eight has another kind's ending.
    """
    whole = {kind: make_base(kind, folder).read_bytes() for kind in KINDS}
    for kind, (ending, *_) in KINDS.items():
        (folder / f"{kind}{ending}").unlink()
    paths = []
    for number in numbers:
        draw = random.Random(f"{seed} {number}")
        kind = sorted(KINDS)[number % len(KINDS)]
        damage = DAMAGES[number // len(KINDS) % len(DAMAGES)]
        data = damage(whole[kind], draw, whole)
        if draw.random() < 0.15:
            data = draw.choice(DAMAGES)(data, draw, whole) if len(data) > 64 else data
        ending = draw.choice([one[0] for one in KINDS.values()]) if draw.random() < 0.125 else KINDS[kind][0]
        path = folder / f"{number:05d}-{kind}-{damage.__name__}{ending}"
        path.write_bytes(data)
        paths.append(path)
    return paths
