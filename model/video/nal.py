"""H.264 and HEVC packets: which of them begin anew, so that nothing after them needs anything before them."""

from __future__ import annotations

from collections.abc import Iterator

# Types of pictures after which decoding may begin with nothing in memory (ITU-T H.264 table 7-1, H.265 table 7-1).
_IDR = {"h264": {5}, "hevc": {19, 20}}
_PICTURES = {"h264": range(1, 6), "hevc": range(32)}
_LOOK = 65_536  # bytes: what may come before a packet's picture (parameters, messages) takes less


def begins_anew(packet: bytes, codec: str, extradata: bytes | None) -> bool:
    """Whether the picture in ``packet`` is an IDR picture. False where that cannot be told.

    codec: FFmpeg's name. extradata: the stream's, which says how packets are divided.
    """
    if codec not in _IDR:
        return False
    for first in _first_bytes(packet[:_LOOK], _length_size(codec, extradata or b"")):
        kind = first & 0x1F if codec == "h264" else first >> 1 & 0x3F
        if kind in _PICTURES[codec]:
            return kind in _IDR[codec]
    return False


def _length_size(codec: str, extradata: bytes) -> int:
    """Bytes of the length before each unit, 0 where start codes divide them (ISO/IEC 14496-15, 5.3.3 and 8.3.3)."""
    place = {"h264": 4, "hevc": 21}[codec]
    return (extradata[place] & 3) + 1 if len(extradata) > place and extradata[0] == 1 else 0


def _first_bytes(data: bytes, length_size: int) -> Iterator[int]:
    """The first byte of each unit, which has its type."""
    at = 0
    if length_size:
        while at + length_size < len(data):
            yield data[at + length_size]
            at += length_size + int.from_bytes(data[at : at + length_size], "big")
    else:
        while 0 <= (found := data.find(b"\0\0\1", at)) < len(data) - 3:
            at = found + 3
            yield data[at]
