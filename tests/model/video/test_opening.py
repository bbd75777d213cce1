"""A video is itself alone: on its word, or its name's, no other file and no host is opened."""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import struct
import threading
from pathlib import Path

import pytest

from app.commands import main
from app.errors import UserError
from app.recorded.highlights import Part, cut
from app.sources import SourceNotFoundError, SourceUnreadableError, open_source
from model.datasets.check import check
from model.errors import FootageError
from model.video.reader import length, read_frames
from tests.conftest import write_video
from tests.model.video.test_selective_decode import STEADY, write_h264

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n"
SESSION = (
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n"
)
MANIFEST = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S" '
    'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4">'
    '<Representation id="1" bandwidth="1"><BaseURL>{url}</BaseURL></Representation></AdaptationSet></Period></MPD>'
)
# What a file might say; {url}: at the listening server, {near}: a readable video beside it, {far}: its whole path.
HOSTILE = {
    "playlist, other host": PLAYLIST.format("{url}"),
    "playlist, file beside": PLAYLIST.format("{near}"),
    "playlist, whole path": PLAYLIST.format("file://{far}"),
    "playlist of playlists": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}\n",
    "plain playlist": "#EXTM3U\n{url}\n{near}\n",
    "cut list, file beside": "ffconcat version 1.0\nfile {near}\n",
    "cut list, other host": "ffconcat version 1.0\nfile {url}\n",
    "session": SESSION,
    "manifest": MANIFEST,
    "manifest, file": MANIFEST.replace("{url}", "{near}"),
    "asf redirector": "[Reference]\r\nRef1={url}\r\nRef2=file://{far}\r\n",
    "asx": '<ASX version="3.0"><Entry><Ref href="{url}"/></Entry></ASX>',
    "smil": '<smil><body><video src="{url}"/><video src="{near}"/></body></smil>',
    "real": "rtsp://127.0.0.1:{port}/x\n{url}\n",
    "index": "# VobSub index file, v7\nsize: 720x576\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n",
    "script": 'DirectShowSource("{near}")\n',
    "graph": "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><image x:href='{url}'/></svg>",
}
SUFFIXES = (".mp4", ".m3u8", ".ts", ".sdp", ".mpd", ".wmv", ".idx", ".avs", ".svg")


class Listener:
    """Hears whoever comes to its port, by TCP and UDP."""

    def __enter__(self):
        self.heard: list[bytes] = []
        self.tcp, self.udp = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port = self.tcp.getsockname()[1]
        self.udp.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def _listen(self):
        try:
            while True:
                self.tcp.accept()[0].close()
                self.heard.append(b"tcp")
        except OSError:
            pass

    def __exit__(self, *_):
        self.udp.setblocking(False)
        try:
            self.heard.append(self.udp.recv(100))
        except OSError:
            pass
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def listener():
    with Listener() as one:
        yield one
    assert one.heard == []


@pytest.fixture
def hostile(tmp_path, listener) -> list[Path]:
    """Every one of HOSTILE under every one of SUFFIXES, and a video ``near.ts`` that none of them may read."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    near = write_h264(folder / "near.ts", STEADY[:60])
    places = {"url": f"http://127.0.0.1:{listener.port}/x.ts", "near": near.name, "far": near, "port": listener.port}
    files = []
    for number, text in enumerate(HOSTILE.values()):
        for suffix in SUFFIXES:
            files.append(folder / f"{number}{suffix}")
            files[-1].write_text(text.format(**places))
    return files


def test_classify_opens_nothing_else(tmp_path, hostile, model_folder, capsys):
    good = write_video(tmp_path / "good.mp4", 1.2)
    status = main(
        ["classify", *map(str, hostile), str(good), "-q", "-o", str(tmp_path / "out"), "--model", str(model_folder)]
    )
    told = capsys.readouterr().err.splitlines()
    assert status == 1 and sorted(os.listdir(tmp_path / "out")) == ["good.csv", "good.json"]
    assert len(told) == len(hostile) and all(str(path) in line for path, line in zip(hostile, told, strict=True))


def test_nor_does_anything_that_reads_videos(tmp_path, hostile):
    reel = tmp_path / "reel.mp4"
    for path in hostile:
        with pytest.raises(SourceUnreadableError):
            open_source(str(path)).close()
        with pytest.raises(FootageError):
            list(read_frames(path, lambda time: 1))
        with pytest.raises(UserError):
            cut(path, [Part(0.0, 1.0, "gun")], reel)
        assert length(path) == 0.0
    assert not reel.exists()
    report = check(hostile[0].parent, ("gun",))
    assert sum(line.startswith("Received ") for line in report.problems) == report.videos - 1


def box(kind: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I", 8 + len(whole)) + kind + whole


def test_a_movie_s_references_to_other_files_are_not_followed(tmp_path, listener):
    """QuickTime's data references: the frames are read from this file, or not at all."""
    plain = write_video(tmp_path / "plain.mp4", 1.0).read_bytes()
    before = box(b"dref", bytes(4), struct.pack(">I", 1), box(b"url ", b"\0\0\0\1"))
    assert plain.count(before) == 1
    address = f"http://127.0.0.1:{listener.port}/x.mp4".encode() + b"\0"
    alias = bytes(20) + bytes([5]) + b"disk1".ljust(27, b"\0") + bytes(12) + bytes([8]) + b"near.mp4".ljust(63, b"\0")
    alias += bytes(16) + struct.pack(">hh", 0, 0) + bytes(16) + struct.pack(">hH", 2, 8) + b"near.mp4" + b"\xff\xff\0\0"
    write_video(tmp_path / "near.mp4", 1.0)
    for kind, reference in ((b"url ", bytes(4) + address), (b"alis", bytes(4) + alias)):
        path = tmp_path / f"{kind.decode().strip()}.mp4"
        after = box(b"dref", bytes(4), struct.pack(">I", 1), box(kind, reference))
        path.write_bytes(grown(plain, before, after))
        try:
            times = [time for time, *_ in read_frames(path, lambda time: 1)]
        except FootageError:
            times = []
        assert len(times) in (0, 30)


def grown(movie: bytes, before: bytes, after: bytes) -> bytes:
    """``movie`` with one box of its last part exchanged, and the lengths of those around it put right."""
    at, more = movie.index(before), len(after) - len(before)
    movie = bytearray(movie)
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        where = movie.rindex(kind, 0, at) - 4
        movie[where : where + 4] = struct.pack(">I", struct.unpack(">I", movie[where : where + 4])[0] + more)
    assert movie.index(b"mdat") < at, "the frames lie before what is changed: their places stay right"
    return bytes(movie[:at]) + after + bytes(movie[at + len(before) :])


NAMES = (
    "http:x.mp4", "concat:near.mp4|near.mp4", "subfile:,start,1,end,9,:near.mp4", "crypto:near.mp4", "file:near.mp4",
    "pipe:0.mp4", "data:near.mp4", "cache:near.mp4", "%d.mp4", "shot%03d.mp4", "-i.mp4", "--help.mp4", "*.mp4",
    "[x].mp4", "a;b.mp4", "$HOME.mp4", "%20.mp4", "a#b?c=d.mp4",
)  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_is_only_a_name(tmp_path, monkeypatch, model_folder):
    video = write_video(tmp_path / "near.mp4", 1.2)
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(video, folder / name)
    monkeypatch.chdir(folder)
    arguments = ["classify", "-q", "-f", "json,edl", "-o", "../out", "--model", str(model_folder), "--", *NAMES]
    assert main(arguments) == 0
    assert sorted(os.listdir("../out")) == sorted(f"{name[:-4]}.{kind}" for name in NAMES for kind in ("json", "edl"))
    for name in NAMES:
        source = open_source(name)
        assert source.grab() == (0, 0.0) and source.duration == pytest.approx(1.2)
        source.close()
        assert cut(Path(name), [Part(0.2, 0.6, "gun")], Path(f"http:{name}"), copy=False) == pytest.approx(0.4)
        assert length(Path(f"http:{name}")) == pytest.approx(0.4, abs=0.05)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_way_through_a_link_leads_where_the_system_says(tmp_path):
    (tmp_path / "far" / "deep").mkdir(parents=True)
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "link").symlink_to(tmp_path / "far" / "deep")
    write_video(tmp_path / "far" / "v.mp4", 1.0)
    write_video(tmp_path / "near" / "v.mp4", 2.0)
    assert length(tmp_path / "near" / "link" / ".." / "v.mp4") == pytest.approx(1.0)


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers each request with the same text."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.apple.mpegurl")
        self.send_header("Content-Length", str(len(self.server.text)))
        self.end_headers()
        self.wfile.write(self.server.text)

    def log_message(self, *arguments):
        pass


def say_once(text: bytes) -> int:
    """A server that says ``text`` to whoever comes first; its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        with server, server.accept()[0] as caller:
            caller.sendall(text)

    threading.Thread(target=answer, daemon=True).start()
    return server.getsockname()[1]


@pytest.mark.parametrize(
    "text", [PLAYLIST.format("file://{far}"), PLAYLIST.format("{far}"), "ffconcat version 1.0\nfile {far}\n"]
)
def test_a_stream_opens_no_file_of_this_machine(tmp_path, text):
    far = write_h264(tmp_path / "far.ts", STEADY[:60])
    answer = text.format(far=far).encode()
    with pytest.raises(SourceNotFoundError):
        open_source(f"tcp://127.0.0.1:{say_once(answer)}/live.m3u8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.text = answer
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(SourceNotFoundError):
            open_source(f"http://127.0.0.1:{server.server_port}/live.m3u8")
    finally:
        server.shutdown()
        server.server_close()


def test_a_stream_that_is_a_video_is_still_opened(tmp_path):
    source = open_source(f"tcp://127.0.0.1:{say_once(write_h264(tmp_path / 'far.ts', STEADY[:60]).read_bytes())}")
    assert source.live and source.retrieve() is not None
    source.close()
