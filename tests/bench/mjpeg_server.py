"""An HTTP MJPEG camera that misbehaves on demand: it cuts connections, stalls, and refuses them.

Run as a process of its own (``python -m tests.bench.mjpeg_server VIDEO``), it prints its port and then obeys lines on
stdin: ``cut`` (hang up and take no connection for the seconds that follow), ``stall`` (keep the connection, send
nothing), ``refuse`` (take no connection; those that are there go on), each with a number of seconds; ``quit``.
It answers each with ``KIND_OVER MACHINE_CLOCK`` when it sends again.
"""

from __future__ import annotations

import argparse
import http.server
import socket
import sys
import threading
import time
from pathlib import Path

import cv2


class Camera:
    """Frames of a video, as JPEGs, over and over at the video's own rate; the same for every viewer."""

    def __init__(self, video: Path, size: tuple[int, int] | None = None, seconds: float = 20.0):
        capture = cv2.VideoCapture(str(video))
        self.fps = capture.get(cv2.CAP_PROP_FPS)
        self.jpegs: list[bytes] = []
        while len(self.jpegs) < seconds * self.fps:
            decoded, image = capture.read()
            if not decoded:
                break
            if size is not None:
                image = cv2.resize(image, size)
            self.jpegs.append(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
        capture.release()
        self.stalled_until = self.refused_until = 0.0
        self.connections = 0
        self.sockets: set[socket.socket] = set()

    def cut(self, seconds: float) -> None:
        """Hang up on everybody and refuse new connections for ``seconds``."""
        self.refused_until = time.monotonic() + seconds
        for one in list(self.sockets):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def stall(self, seconds: float) -> None:
        """Send nothing for ``seconds``; connections stay."""
        self.stalled_until = time.monotonic() + seconds

    def refuse(self, seconds: float) -> None:
        """As ``cut``: a refusal is only seen by someone who has to connect."""
        self.cut(seconds)


class Handler(http.server.BaseHTTPRequestHandler):
    """One viewer."""

    camera: Camera

    def do_GET(self):
        camera = self.camera
        if time.monotonic() < camera.refused_until:
            self.send_error(503)
            return
        camera.connections += 1
        camera.sockets.add(self.connection)
        try:
            self._send(camera)
        except OSError:
            pass
        finally:
            camera.sockets.discard(self.connection)
            self.close_connection = True

    def _send(self, camera: Camera) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        due = time.monotonic()
        while True:
            while time.monotonic() < camera.stalled_until:
                time.sleep(0.02)
                due = time.monotonic()
            jpeg = camera.jpegs[int(due * camera.fps) % len(camera.jpegs)]
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(head.encode() + jpeg + b"\r\n")
            due += 1 / camera.fps
            time.sleep(max(0.0, due - time.monotonic()))

    def log_message(self, *arguments):
        pass


def serve(camera: Camera, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Start serving in a thread; the server's port is ``server.server_port``."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), type("OwnHandler", (Handler,), {"camera": camera}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("--size", default="", help="WIDTHxHEIGHT; the video's own if left out")
    arguments = parser.parse_args()
    size = tuple(int(side) for side in arguments.size.split("x")) if arguments.size else None
    camera = Camera(arguments.video, size)
    server = serve(camera)
    print(server.server_port, flush=True)
    for line in sys.stdin:
        kind, _, seconds = line.strip().partition(" ")
        if kind == "quit":
            break
        {"cut": camera.cut, "stall": camera.stall, "refuse": camera.refuse}[kind](float(seconds))
        time.sleep(float(seconds))
        print(f"{kind}_over", flush=True)
    server.shutdown()


if __name__ == "__main__":
    main()
