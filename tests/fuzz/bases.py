"""Small whole videos, one of each kind that people have, made on the spot: what the fuzz test damages."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SECONDS, FPS, SIZE = 3, 10, (96, 64)
SAMPLES = 48_000

# NAME: (file's ending, video codec, pixel format, sound codec or "", options of the container)
KINDS: dict[str, tuple[str, str, str, str, dict[str, str]]] = {
    "mp4-h264": (".mp4", "libx264", "yuv420p", "aac", {}),
    "mp4-fragments": (".mp4", "libx264", "yuv420p", "", {"movflags": "frag_keyframe+empty_moov"}),
    "mov-mjpeg": (".mov", "mjpeg", "yuvj420p", "pcm_s16le", {}),
    "mkv-h264": (".mkv", "libx264", "yuv420p", "aac", {}),
    "mkv-ffv1": (".mkv", "ffv1", "yuv420p", "", {}),
    "avi-mpeg4": (".avi", "mpeg4", "yuv420p", "mp3", {}),
    "avi-mjpeg": (".avi", "mjpeg", "yuvj420p", "", {}),
    "ts-h264": (".ts", "libx264", "yuv420p", "aac", {}),
    "ts-mpeg2": (".ts", "mpeg2video", "yuv420p", "mp2", {}),
    "webm-vp8": (".webm", "libvpx", "yuv420p", "libopus", {}),
    "webm-vp9": (".webm", "libvpx-vp9", "yuv420p", "", {}),
    "gif": (".gif", "gif", "rgb8", "", {}),
}
_QUICK = {
    "libx264": {"preset": "ultrafast", "crf": "30", "g": "10", "bf": "2"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
}


def picture(index: int) -> np.ndarray:
    """Frame number ``index``: a bright square that moves over a gradient. RGB uint8 ``(height, width, 3)``."""
    width, height = SIZE
    image = np.empty((height, width, 3), np.uint8)
    image[:, :, 0] = np.linspace(0, 200, width)[None, :]
    image[:, :, 1] = np.linspace(200, 0, height)[:, None]
    image[:, :, 2] = 40 + 5 * index % 200
    left = 3 * index % (width - 16)
    image[20:36, left : left + 16] = 250
    return image


def make_base(kind: str, folder: Path) -> Path:
    """Write the whole video of ``kind`` (a key of KINDS) into ``folder``; returns its path."""
    ending, codec, pixels, sound, options = KINDS[kind]
    path = folder / f"{kind}{ending}"
    # Bit-exact: the same bytes each time, without the random names that some containers carry.
    with av.open(str(path), "w", options={"fflags": "+bitexact", **options}) as container:
        video = container.add_stream(codec, rate=FPS, options=_QUICK.get(codec, {}))
        video.width, video.height = SIZE
        video.pix_fmt = pixels
        video.codec_context.thread_count = 1  # the same bytes on every machine
        audio = container.add_stream(sound, rate=SAMPLES) if sound else None
        if audio is not None:
            audio.layout = "mono"
        for index in range(SECONDS * FPS):
            frame = av.VideoFrame.from_ndarray(picture(index), format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(_tone(audio)))
            container.mux(audio.encode(None))
    return path


def _tone(audio) -> av.AudioFrame:
    """Three seconds of a tone, in the form that the encoder takes."""
    wave = (8000 * np.sin(np.arange(SECONDS * SAMPLES) * 2 * np.pi * 440 / SAMPLES)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLES, 0, Fraction(1, SAMPLES)
    return frame
