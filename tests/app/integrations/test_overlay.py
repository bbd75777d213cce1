"""The overlay page and what it lives on: who is answered, with what, and how it comes back."""

from __future__ import annotations

import contextlib
import json
import urllib.error
import urllib.request

import numpy as np
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.errors import UserError
from app.frames import Decision
from app.integrations.overlay import Overlay
from app.integrations.overlay_address import OverlayAddress, parse_address
from app.integrations.overlay_server import MOST_CLIENTS, OverlayServer
from app.live.states import State


@pytest.fixture
def server():
    made = OverlayServer(OverlayAddress("127.0.0.1", 0))
    yield made
    made.close()


def get(server, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict]:
    address = f"http://127.0.0.1:{server.address.port}{path}"
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, method=method, headers=headers), timeout=30
        ) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def test_the_page_and_the_state_are_served(server):
    server.tell({"label": "gun", "confidence": 0.5, "state": "playing"})
    status, page, headers = get(server, "/overlay?theme=light&labels=gun")
    assert status == 200 and headers["Content-Type"].startswith("text/html") and "background: transparent" in page
    assert "NONCE" not in page and "default-src 'none'" in headers["Content-Security-Policy"]
    status, state, headers = get(server, "/state")
    assert status == 200 and json.loads(state)["label"] == "gun" and headers["Cache-Control"] == "no-store"
    assert get(server, "/etc/passwd")[0] == get(server, "/../app/overlay.html")[0] == get(server, "/events")[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil:{port}"]
)
def test_other_hosts_are_refused(server, host):
    status, said, _ = get(server, "/state", Host=host.format(port=server.address.port))
    assert status == 403 and "label" not in said


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_pages_of_other_origins_are_refused(server, origin):
    origin = origin.format(port=server.address.port)
    assert get(server, "/state", Origin=origin)[0] == 403
    address = f"ws://127.0.0.1:{server.address.port}/events"
    with pytest.raises(InvalidStatus) as refused, connect(address, origin=origin):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(server, method):
    before = get(server, "/state")[1]
    assert get(server, "/state", method)[0] in (400, 405)
    assert get(server, "/state")[1] == before


def test_events_come_at_once_and_what_is_sent_changes_nothing(server):
    port = server.address.port
    with connect(f"ws://127.0.0.1:{port}/events", origin=f"http://127.0.0.1:{port}") as client:
        assert json.loads(client.recv(30))["label"] == ""
        client.send('{"label": "hacked"}')
        server.tell({"label": "gun", "state": "playing"})
        assert json.loads(client.recv(30))["label"] == "gun"
        with pytest.raises(Exception, match="1009|too big"):  # more than a client has to say
            client.send("x" * 100_000)
            client.recv(30)
    assert json.loads(get(server, "/state")[1])["label"] == "gun"


def test_no_more_clients_than_it_holds(server):
    port = server.address.port
    with contextlib.ExitStack() as clients:
        for _ in range(MOST_CLIENTS):
            clients.enter_context(connect(f"ws://127.0.0.1:{port}/events")).recv(30)
        with pytest.raises(InvalidStatus) as refused, connect(f"ws://127.0.0.1:{port}/events"):
            pass
    assert refused.value.response.status_code == 503


def test_another_interface_wants_a_token_that_is_kept():
    address = parse_address("0.0.0.0:8765")
    assert len(address.token) > 20 and parse_address("0.0.0.0:8765") == address and address.token in address.page
    server = OverlayServer(OverlayAddress("0.0.0.0", 0, address.token))
    try:
        assert get(server, "/state")[0] == get(server, "/state?token=x")[0] == get(server, "/state?token=%ff")[0] == 403
        assert get(server, f"/state?token={address.token}", Host="192.168.0.5:8765")[0] == 200
        assert get(server, f"/state?token={address.token}", Origin="http://evil.example")[0] == 403
    finally:
        server.close()


@pytest.mark.parametrize("text", ["80", "x", "99999", "host.name:8765", "1.2.3.4", ":", "١٢٣٤", "-1"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(UserError, match="--overlay.*1024 to 65535"):
        parse_address(text)


def test_a_port_that_is_taken_is_said(server):
    with pytest.raises(UserError, match="another port"):
        OverlayServer(server.address)


def test_it_follows_the_labels_and_is_frugal_with_confidences():
    now = [0.0]
    overlay = Overlay(lambda: now[0])
    probe = OverlayServer(OverlayAddress("127.0.0.1", 0))
    port = probe.address.port
    probe.close()
    overlay.use(str(port))
    try:
        overlay.begin(("gun", "chop"))
        overlay.state(State.PLAYING)
        with connect(f"ws://127.0.0.1:{port}/events") as client:
            assert json.loads(client.recv(30))["state"] == "playing"
            for number in range(100):  # within one and the same tenth of a second
                overlay.decide(
                    Decision("gun" if number < 50 else "chop", number / 100, number / 1000, np.ones(1)), "a.mp4"
                )
            now[0] = 1.0
            overlay.decide(Decision("chop", 0.99, 1.0, np.ones(1)), "a.mp4")
            told = [json.loads(client.recv(30)) for _ in range(3)]
        assert [(one["label"], one["confidence"]) for one in told] == [("gun", 0.0), ("chop", 0.5), ("chop", 0.99)]
        assert told[0]["title"] == "Gun" and told[0]["colour"].startswith("#")
        overlay.use("")
        with pytest.raises(OSError), connect(f"ws://127.0.0.1:{port}/events", open_timeout=5):
            pass
        overlay.use(str(port))  # the same port again: no waiting for the system to forget it
    finally:
        overlay.close()
