"""A cluster is refused in a sentence before anything is done by it, where Ray, the cluster or something shared is missing."""

from __future__ import annotations

import dataclasses
import socket
import sys

import pytest

from app.errors import UserError
from app.library import shared
from app.library.look import LibraryModel
from app.library.place import Place


@pytest.fixture
def library(tmp_path):
    return "--library", tmp_path / "library"


@pytest.fixture(autouse=True)
def own_priority(monkeypatch):
    monkeypatch.setattr("app.library.priority.lower_priority", lambda: None)


def test_without_ray_the_sentence_says_how_to_install_it(call, library, video, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    done = call("library", "add", video, "--ray", "auto", *library)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "an install without Ray" in done.stderr and "pip install 'ray>=" in done.stderr


def test_what_is_no_address_and_an_address_where_nobody_is_are_refused(call, library, video):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for address, sentence in (
        ("everywhere", "expected auto, or HOST:PORT"),
        ("ray:99999", "expected auto, or HOST:PORT"),
        (f"127.0.0.1:{port}", "no Ray cluster answers"),
    ):
        done = call("library", "add", video, "--ray", address, *library)
        assert done.returncode == 2 and sentence in done.stderr and done.stderr.count("\n") == 1, done.stderr
    done = call("library", "add", video, "--ray", "auto", "--at-once", "2", *library)
    assert done.returncode == 2 and "expected one of them" in done.stderr


@pytest.fixture
def asked(tmp_path, video, model_folder) -> shared.Asked:
    place = Place(tmp_path / "library")
    place.make()
    token = place.folder / "token"
    token.write_text("said")
    videos = shared.some_videos([video, video.parent / "another one.mp4"])
    assert videos == ((str(video), video.stat().st_size),)  # one of each folder
    return shared.Asked(str(place.folder), str(token), "said", str(model_folder), videos)


def test_a_machine_that_shares_all_is_taken(asked, model_folder):
    here = shared.look_around(asked)
    assert here.model == LibraryModel.of(model_folder).id and not here.unwritten and not here.missing
    shared.check(asked, here, shared.look_around(asked), "ten")
    assert not list((Place(asked.library).videos).iterdir())  # nothing is left of having tried to write


@pytest.mark.parametrize("lacks", ["token", "library", "video", "model", "program"])
def test_a_machine_that_lacks_something_is_named_with_it(asked, tmp_path, lacks):
    here = shared.look_around(asked)
    other, path = {
        "token": (dataclasses.replace(asked, token=str(tmp_path / "none")), asked.library),
        "library": (dataclasses.replace(asked, library=str(tmp_path / "none")), asked.library),
        "video": (dataclasses.replace(asked, videos=((asked.videos[0][0], 5),)), asked.videos[0][0]),
        "model": (dataclasses.replace(asked, model=str(tmp_path / "none")), asked.model),
        "program": (asked, str(shared.ROOT)),
    }[lacks]
    there = shared.look_around(other)
    if lacks == "program":
        there = dataclasses.replace(there, program="another")
    with pytest.raises(UserError, match="machine ten ") as refused:
        shared.check(asked, here, there, "ten")
    assert path in str(refused.value) and "\n" not in str(refused.value)
