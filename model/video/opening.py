"""Opening a media file so that it is nothing but itself: on its word no other file and no host is opened.

FFmpeg follows what it is given: a playlist, a cut list or a session description opens what it names, and a file's own name
may be taken for an address (``http:x.mp4``), a protocol (``concat:``) or a pattern (``%d.png``). So a path is handed over
whole, as a file's, and only demuxers that read one file from one end to the other are allowed, whatever its name ends in.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
OTHER_KIND = "it is of another kind: expected a video, not a playlist or a list of other files"


def media_name(path: Path | str) -> str:
    """``path`` as FFmpeg takes it for a file's and nothing else, to read and to write: ``file:`` and the whole path."""
    return "file:" + os.path.abspath(path)


def open_media(path: Path | str) -> av.container.InputContainer:
    """The media file at ``path``, opened for reading by PyAV.

    Raises what ``av.open`` raises: ``av.FFmpegError``, OSError; also where the file is of no kind that is allowed.
    """
    import av

    try:
        return av.open(media_name(path), options={"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS})
    except av.error.ArgumentError as error:  # so FFmpeg says that its format is not on the list
        raise av.error.InvalidDataError(error.errno, OTHER_KIND, os.fspath(path)) from error
