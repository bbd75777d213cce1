"""Small whole videos of the kinds that people have, made on the spot, of which every frame and every sound is known.

Each is 100 frames at 25 a second. A frame says its number in eight black or white blocks; below are four fields of known
colours. A beep of 60 ms begins with each whole second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

FPS, COUNT, RATE = 25, 100, 48_000
SIZE = (192, 112)
BLOCK, ROWS = 24, slice(12, 40)  # of the frame's number: pixels of a block, and its lines
BEEP = 0.06  # seconds
COLOURS = ((180, 40, 40), (40, 150, 60), (50, 60, 190), (200, 190, 60))  # RGB, of four fields from left to right
_BT2020, _PQ, _HLG = 9, 16, 18  # as FFmpeg numbers them


@dataclass(frozen=True)
class Recipe:
    """One kind of video. late: seconds by which pictures begin after the sound. begin: the first timestamp. turn: degrees
    by which what lies in the file is turned clockwise to be shown. shape: of a pixel. tags: of the codec. missing: frames
    that were never stored."""

    ending: str
    codec: str = "libx264"
    layout: str = "yuv420p"
    sound: str = "aac"
    format: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    late: float = 0.0
    begin: float = 0.0
    turn: int = 0
    shape: Fraction | None = None
    tags: dict[str, int] = field(default_factory=dict)
    missing: frozenset[int] = frozenset()
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """Of the frames that are in the file, in order."""
        return [number for number in range(COUNT) if number not in self.missing]


_H264 = {"preset": "veryfast", "crf": "16", "g": "25", "bf": "2"}
_VPX = {"deadline": "realtime", "cpu-used": "8", "b": "2M", "g": "25"}
_MPEG = {"g": "12", "bf": "2", "b": "4M"}
_BRIGHT = {"color_primaries": _BT2020, "colorspace": _BT2020, "color_range": 1}
_VARIABLE = frozenset(number for number in range(COUNT) if 25 <= number < 75 and number % 5)
_STILL = frozenset(range(31, 80))  # a slide

RECIPES: dict[str, Recipe] = {
    "mp4": Recipe(".mp4", options=_H264),
    "mov-timecode": Recipe(".mov", options=_H264, sound="pcm_s16le", metadata={"timecode": "01:00:00:00"}),
    "mkv": Recipe(".mkv", options=_H264),
    "mkv-long-gop": Recipe(".mkv", options={**_H264, "g": "250", "sc_threshold": "0"}),
    "mkv-lossless": Recipe(".mkv", "ffv1", sound="flac"),
    "ts": Recipe(".ts", options=_H264),
    "m2ts": Recipe(".m2ts", options=_H264, sound="ac3", begin=600.0),
    "MTS": Recipe(".MTS", "mpeg2video", sound="mp2", format="mpegts", options=_MPEG),
    "vob": Recipe(".vob", "mpeg2video", sound="ac3", options=_MPEG),
    "mpg": Recipe(".mpg", "mpeg1video", sound="mp2", options=_MPEG),
    "mxf": Recipe(".mxf", "mpeg2video", sound="pcm_s16le", options={"g": "12", "b": "8M"}),
    "avi": Recipe(".avi", "mpeg4", sound="pcm_s16le", options={"b": "4M", "g": "12"}),
    "avi-h264": Recipe(".avi", options=_H264, sound="pcm_s16le"),
    "avi-mjpeg": Recipe(".avi", "mjpeg", "yuvj420p", "pcm_s16le", options={"b": "20M"}),
    "3gp": Recipe(".3gp", "mpeg4", options={"b": "4M", "g": "12"}),
    "flv": Recipe(".flv", options=_H264),
    "wmv": Recipe(".wmv", "wmv2", sound="libmp3lame", options={"b": "4M", "g": "12"}),
    "webm": Recipe(".webm", "libvpx", sound="libopus", options=_VPX),
    "webm-vp9": Recipe(".webm", "libvpx-vp9", sound="libopus", options=_VPX),
    "mp4-hevc": Recipe(".mp4", "libx265", options={"preset": "ultrafast", "x265-params": "log-level=none:keyint=25"}),
    "mov-prores": Recipe(".mov", "prores_ks", "yuv422p10le", "pcm_s16le"),
    "nut": Recipe(".nut", "mpeg4", sound="pcm_s16le", options={"b": "4M"}),
    "gif": Recipe(".gif", "gif", "rgb8", ""),
    "apng": Recipe(".apng", "apng", "rgb24", "", options={"plays": "0"}),
    "y4m": Recipe(".y4m", "wrapped_avframe", sound="", format="yuv4mpegpipe"),
    "portrait": Recipe(".mp4", options=_H264, turn=90),
    "upside-down": Recipe(".mov", options=_H264, turn=180),
    "portrait-mkv": Recipe(".mkv", options=_H264, turn=270),
    "anamorphic": Recipe(".mp4", options=_H264, shape=Fraction(4, 3)),
    "anamorphic-mkv": Recipe(".mkv", options=_H264, shape=Fraction(8, 9)),
    "full-range": Recipe(".mp4", layout="yuvj420p", options=_H264, tags={"color_range": 2}),
    "bt709": Recipe(
        ".mp4", options=_H264, tags={"colorspace": 1, "color_primaries": 1, "color_trc": 1, "color_range": 1}
    ),
    "pq": Recipe(".mp4", layout="yuv420p10le", options=_H264, tags={**_BRIGHT, "color_trc": _PQ}),
    "hlg": Recipe(".mkv", layout="yuv420p10le", options=_H264, tags={**_BRIGHT, "color_trc": _HLG}),
    "late": Recipe(".mp4", options=_H264, late=0.48),
    "late-mkv": Recipe(".mkv", options=_H264, late=0.48),
    "late-ts": Recipe(".ts", options=_H264, late=0.48),
    "offset": Recipe(".mkv", options=_H264, begin=5.0),
    "variable": Recipe(".mp4", options=_H264, missing=_VARIABLE),
    "slide": Recipe(".mkv", options=_H264, missing=_STILL),
}
# What runs in the normal test run; ``--all`` runs all.
SAMPLE = ("mp4", "mkv-long-gop", "ts", "MTS", "avi-h264", "webm", "portrait", "anamorphic-mkv", "late", "slide")


def picture(number: int) -> np.ndarray:
    """Frame ``number`` as it is to be seen: RGB uint8 ``(height, width, 3)``."""
    width, height = SIZE
    image = np.full((height, width, 3), 90, np.uint8)
    for bit in range(8):
        image[ROWS, bit * BLOCK : (bit + 1) * BLOCK] = 235 if number >> bit & 1 else 20
    for place, colour in enumerate(COLOURS):
        image[56:, place * width // 4 : (place + 1) * width // 4] = colour
    return image


def make(name: str, folder: Path) -> Path:
    """Write the video of recipe ``name`` into ``folder``; returns its path."""
    recipe = RECIPES[name]
    path = folder / f"{name}{recipe.ending}"
    with av.open(str(path), "w", format=recipe.format) as container:
        container.metadata.update(recipe.metadata)
        video = container.add_stream(recipe.codec, rate=FPS, options=recipe.options)
        video.width, video.height, video.pix_fmt = *SIZE, recipe.layout
        for tag, value in recipe.tags.items():
            setattr(video.codec_context, tag, value)
        if recipe.shape:
            video.codec_context.sample_aspect_ratio = recipe.shape
        if recipe.turn:
            video.set_display_rotation(-recipe.turn)
        sound = container.add_stream(recipe.sound, rate=RATE) if recipe.sound else None
        if sound is not None:
            sound.layout = "stereo"
        packets = _pictures(recipe, video)
        if sound is not None:
            packets = sorted(packets + _sound(recipe, sound), key=lambda packet: packet.dts * packet.time_base)
        container.mux(packets)
    return path


def _pictures(recipe: Recipe, stream: av.VideoStream) -> list[av.Packet]:
    packets = []
    matrix = {"dst_colorspace": recipe.tags["colorspace"]} if "colorspace" in recipe.tags else {}
    for number in recipe.numbers:
        image = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
        frame = image.reformat(*SIZE, recipe.layout, interpolation="BICUBIC", **matrix)
        for tag, value in recipe.tags.items():
            setattr(frame, tag, value)
        frame.pts, frame.time_base = number + round((recipe.late + recipe.begin) * FPS), Fraction(1, FPS)
        packets += stream.encode(frame)
    return packets + stream.encode(None)


def _sound(recipe: Recipe, stream: av.AudioStream) -> list[av.Packet]:
    packets = []
    at = np.arange(COUNT * RATE // FPS)
    wave = 0.6 * np.sin(2 * np.pi * 1000 * at / RATE) * (at % RATE < BEEP * RATE)
    for begin in range(0, len(at), 1024):
        piece = np.tile(wave[begin : begin + 1024].astype(np.float32), (2, 1))
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), format="fltp", layout="stereo")
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = begin + round(recipe.begin * RATE)
        packets += stream.encode(frame)
    return packets + stream.encode(None)
