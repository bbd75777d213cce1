"""Opening a media file so that it is nothing but itself: on its word no other file and no host is opened.

FFmpeg follows what it is given: a playlist, a cut list or a session description opens what it names, and a file's own name
may be taken for an address (``http:x.mp4``), a protocol (``concat:``) or a pattern (``%d.png``). So a path is handed over
whole, as a file's, and only demuxers that read one file from one end to the other are allowed, whatever its name ends in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import FootageError
from model.limits import MOST_FRAME_PIXELS, decoding_threads, size_refusal
from model.video.file_check import check_file, is_pipe
from model.video.mp4_tables import tables_refusal

if TYPE_CHECKING:
    import av

# FFmpeg's demuxers for videos that lie in one file. Not here: playlists and manifests (hls, dash, concat, imf, sdp),
# numbered files (image2, mlv), pairs of files (vobsub), scripts (avisynth) and devices.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpegtsraw,mpeg,mpegvideo,flv,live_flv,asf,ogg,gif,mxf,gxf,nut,wtv,rm,dv,"
    "nsv,ivf,obu,av1,h261,h263,h264,hevc,vvc,evc,vc1,vc1test,m4v,mjpeg,mjpeg_2000,mpjpeg,dirac,dnxhd,cavsvideo,avs2,avs3,"
    "yuv4mpegpipe,apng,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe"
)
PROTOCOLS = "file"
# Of a stream: what cameras and servers send, and playlists whose parts lie on the network, but never on this machine.
STREAM_FORMATS = FORMATS + ",hls,dash,rtsp,rtp,aac,ac3,eac3,mp3,webvtt"
STREAM_PROTOCOLS = "http,https,httpproxy,tls,tcp,udp,rtp,srtp,rtsp,rtmp,rtmps,rtmpt,srt,crypto,data"
CAPTURE_OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"  # the environment variable that OpenCV takes such wishes from
CONVERT = "convert it with `ffmpeg -i INPUT -c:v libx264 OUTPUT.mp4`"
_OPTIONS = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS, "max_pixels": str(MOST_FRAME_PIXELS)}
OTHER_KIND = "it is of another kind: expected a video, not a playlist or a list of other files"


def media_name(path: Path | str) -> str:
    """``path`` as FFmpeg takes it for a file's and nothing else, to read and to write: ``file:`` and the whole path."""
    return f"file:{Path(path).absolute()}"  # as it is: `..` behind a link leads elsewhere than its text says


def open_media(path: Path | str, pipe: bool = False) -> av.container.InputContainer:
    """The media file at ``path``, opened for reading by PyAV. Its decoders take no more than ``model.limits`` allows.

    pipe: it may be a pipe (FIFO), which waits for its writer.
    Raises FootageError, with a sentence, for what is no readable file, no video of a kind that is allowed, or claims too much;
    MissingFileError, one of its kinds, where it is not there.
    """
    import av

    pipe = pipe and is_pipe(path)
    if not pipe:
        check_file(path)
    try:
        why = "" if pipe else tables_refusal(path)
        if why:
            raise FootageError(f"Received {path}: {why}.")
        # What a title's bytes mean is no reason to refuse a video.
        container = av.open(media_name(path), options=_OPTIONS, metadata_errors="replace")
    except av.error.ArgumentError as error:  # so FFmpeg says that its format is not on the list
        raise FootageError(f"Received {path}: {OTHER_KIND}.") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise unreadable(path) from error
    for stream in container.streams.video:
        if stream.codec_context is not None:
            stream.codec_context.options = {"max_pixels": str(MOST_FRAME_PIXELS)}
    return container


def open_video(
    path: Path | str, threads: int, pipe: bool = False
) -> tuple[av.container.InputContainer, av.VideoStream]:
    """The file at ``path`` as PyAV's container, and its video by ``choose_stream``.

    threads: to decode with, 0: as many as there are cores. pipe: see ``open_media``.
    Raises FootageError as ``open_media`` does, and where it holds no pictures, or such that cannot be decoded.
    """
    container = open_media(path, pipe)
    try:
        stream = choose_stream(container)
        if stream is None:
            what = "sound and a cover picture" if container.streams.video else "no pictures"
            raise FootageError(f"Received {path}: it holds {what}; expected a video, not sound alone.")
        context = stream.codec_context
        if context is None:
            raise FootageError(
                f"Received {path}: its pictures are coded in a way that is not known here, expected one that plays "
                f"elsewhere; {CONVERT}."
            )
        why = size_refusal(context.width, context.height, MOST_FRAME_PIXELS)
        if why:
            raise FootageError(f"Received {path}: {why}.")
        context.thread_count = decoding_threads(context.width, context.height, threads)
        # Frame threads, not slices: most recordings have one slice a frame.
        context.thread_type = "AUTO"
    except BaseException:
        container.close()
        raise
    return container, stream


def choose_stream(container: av.container.InputContainer) -> av.VideoStream | None:
    """The stream of pictures that players show: the one flagged as default, else the first; never a cover picture.

    None where there is none.
    """
    import av

    covers = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    videos = [stream for stream in container.streams.video if not stream.disposition & covers]
    default = [stream for stream in videos if stream.disposition & av.stream.Disposition.default]
    return next(iter(default or videos), None)


def demux(container: av.container.InputContainer, *streams: av.stream.Stream) -> Iterator[av.Packet]:
    """The packets of ``streams``, and in the end an empty one of each, as PyAV gives them.

    PyAV stumbles at the end over streams that it heard of only while reading, as in a damaged transport stream.
    """
    try:
        yield from container.demux(*streams)
    except IndexError:
        return


def decode_packet(packet: av.Packet) -> list[av.Frame]:
    """The frames that come out of the decoder as ``packet`` goes in; none where it is damaged."""
    import av

    try:
        return packet.decode()
    except av.FFmpegError:
        return []


def unreadable(path: Path | str) -> FootageError:
    """What to raise for a file that is no video, or none any more."""
    return FootageError(
        f"Received {path}: it is no video that can be read (damaged, cut short or another kind of file), "
        f"expected one that plays elsewhere; {CONVERT}."
    )


def undecodable(path: Path | str, stream: av.VideoStream) -> FootageError:
    """What to raise for a video of which not one picture can be decoded: its beginning says how large they claim to be."""
    try:
        with open(path, "rb") as file:
            begin = file.read(32)
    except OSError:
        return unreadable(path)
    width, height = 0, 0
    if len(begin) < 32:
        pass
    elif begin.startswith(b"GIF8"):
        width, height = struct.unpack_from("<HH", begin, 6)
    elif begin.startswith(b"\x89PNG"):
        width, height = struct.unpack_from(">II", begin, 16)
    elif begin[8:16] == b"WEBPVP8X":
        width, height = (int.from_bytes(begin[at : at + 3], "little") + 1 for at in (24, 27))
    why = size_refusal(width, height, MOST_FRAME_PIXELS)
    if not why:
        # A size that is not allowed is not told either.
        size = (
            ""
            if stream.codec_context.width
            else f" (damaged, or of more than {MOST_FRAME_PIXELS / 1e6:.0f} million pixels)"
        )
        why = f"not one picture of it can be decoded{size}, expected one that plays elsewhere; {CONVERT}"
    return FootageError(f"Received {path}: {why}.")
