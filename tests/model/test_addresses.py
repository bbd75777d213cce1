"""Addresses lose their secrets where they are shown, and keep what tells them apart where they are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.addresses import hide_secrets, is_address, kept_address, lacks_secrets, shown_address
from model.errors import FootageError, MissingFileError
from model.video.file_check import check_file

# Each holds "hidden" wherever something is secret.
SECRET = (
    "rtsp://hidden:hidden@cam:554/live",
    "rtsp://hidden@cam/live",
    "http://:hidden@cam/",
    "http://me:hid%40hidden@cam/x",
    "http://me:hidden/hidden@cam/x",
    "http://me:hidden@[fe80::1]:80/x",
    "HTTP://me:hidden@cam/x",
    "http://me:hidden",
    "http://cam/x?token=hidden",
    "http://cam/x?a=1&access_token=hidden&b=2",
    "http://cam/x?API-Key=hidden;b=2",
    "http://cam/x?%74oken=hidden",
    "http://cam/x?X-Amz-Signature=hidden&X-Amz-Credential=hidden",
    "http://cam/x?sig=hidden",
    "http://cam/video.cgi?user=hidden&pwd=hidden&channel=1",
    "http://cam/x?auth=hidden#hidden",
    "srt://host:9000?passphrase=hidden&mode=caller",
    "rtsp://1.2.3.4:554/user=hidden&password=hidden&channel=1&stream=0.sdp",
    "rtsp://1.2.3.4/user=hidden_password=hidden_channel=1_stream=0.sdp",
    "https://cdn/eyJhbGciOiJIUzI1NiJ9.hidden.hidden/live.m3u8",
    "https://cdn/x?q=hidden0hidden1hidden2",
    "https://cdn/x?hidden0hidden1hidden2",
    "https://cdn/x;jsessionid=hidden",
)
OPEN = (
    "rtsp://cam:554/Streaming/Channels/101?transportmode=unicast&profile=Profile_1",
    "http://[fe80::1]:8080/mjpg/video.mjpg?camera=1&resolution=640x480&fps=15",
    "udp://@239.0.0.1:1234",
    "tcp://127.0.0.1:9",
    "rtmp://host/live/stream_1",
    "http://host/@somebody/live",
)


@pytest.mark.parametrize("address", SECRET)
def test_what_lets_somebody_in_is_neither_shown_nor_kept(address):
    assert is_address(address)
    kept = kept_address(address)
    for text in (shown_address(address), kept, hide_secrets(f"It failed: '{address}', (see {address})."),
                 hide_secrets(f"There is no such file as {Path(address)}.")):  # fmt: skip
        assert "hidden" not in text and text.strip()
    assert lacks_secrets(kept) and kept_address(kept) == kept and not lacks_secrets(address)


@pytest.mark.parametrize("address", OPEN)
def test_what_holds_no_secret_is_kept_as_it_is(address):
    assert kept_address(address) == address and not lacks_secrets(address)
    assert shown_address(address).startswith(address.split("//")[0]) and "?" not in shown_address(address)


def test_what_is_harmless_stays():
    assert kept_address("http://me:pw@cam:80/x?camera=1&token=t&fps=5") == "http://…@cam:80/x?camera=1&token=…&fps=5"
    assert shown_address("http://me:pw@cam:80/x?camera=1") == "http://cam:80/x"
    for text in ("clip.mp4", "C:\\videos\\a.mp4", "0", "screen:2", "", "file:///tmp/a?token=b", "a://", "no address"):
        assert hide_secrets(text) == text
    assert kept_address("/videos/a@b:c.mp4") == "/videos/a@b:c.mp4"


def test_what_libraries_say_of_an_address():
    said = "[Errno 5] Input/output error: 'http://me:pa'ss@cam:80/x?key=hidden'; next rtsp://u:p@b/c."
    assert hide_secrets(said) == "[Errno 5] Input/output error: 'http://cam:80/x'; next rtsp://b/c."
    long = "x" * 200_000
    assert hide_secrets(long) == long
    assert hide_secrets("a" * 100_000 + "://me:pw@x/" + "b" * 100_000).count("pw") == 0


def test_an_address_that_was_taken_for_a_path_is_told_from_a_missing_file(tmp_path, monkeypatch):
    for address, shown in (
        ("rtsp://me:hidden@cam:554/live", "rtsp://cam:554/live"),
        ("http://cam/x.mp4?token=hidden", "http://cam/x.mp4"),
        ("ftp://me:hidden@host/x.mp4", "ftp://host/x.mp4"),
    ):
        with pytest.raises(FootageError) as refused:
            check_file(Path(address))
        said = str(refused.value)
        assert f"{shown}: that is an address" in said and "`run_app.py live" in said and "hidden" not in said
    for name in ("C:/videos/x.mp4", "C:\\videos\\x.mp4", "videos/x.mp4", "a:b.mp4"):
        with pytest.raises(MissingFileError, match="no such file"):
            check_file(Path(name))
    monkeypatch.chdir(tmp_path)
    if os.name != "nt":
        Path("http:").mkdir()
        Path("http:/x.mp4").write_bytes(b"x")
        check_file(Path("http://x.mp4"))  # what is there under that very name is meant
