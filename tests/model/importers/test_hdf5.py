"""Old checkpoints are data: nothing outside the file is read, no memory is taken for what is not there, each reason is named."""

from __future__ import annotations

import builtins
import os
import sys

import h5py
import numpy as np
import pytest

from model.errors import ModelError
from model.hdf5_data import check_hdf5
from model.importers.hdf5 import read_checkpoint, split_layers
from tests.model.hostile_hdf5 import FILES, write


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_checkpoint_is_refused_by_name(tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where the names of other files lead to
    path = write(name, tmp_path)
    opened = []
    monkeypatch.setattr(h5py.h5f, "open", _watched(h5py.h5f.open, opened))
    with pytest.raises(ModelError, match=FILES[name][1]) as refusal:
        split_layers(path, read_checkpoint(path))
    assert opened == [str(path)]
    assert len(str(refusal.value)) < 600 and "\x1b" not in str(refusal.value)


def _watched(whole, opened):
    def open_(name, *more, **others):
        opened.append(os.fsdecode(name))
        return whole(name, *more, **others)

    return open_


def test_what_lies_in_front_of_the_file_is_refused(tmp_path):
    path = tmp_path / "block.h5"
    with h5py.File(path, "w", userblock_size=512) as file:
        file["x"] = np.zeros(3)
    with pytest.raises(ModelError, match="512 bytes of something else"):
        read_checkpoint(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89HDF\r\n\x1a\n", b"\x89HDF\r\n\x1a\n" + bytes(500)])
def test_what_is_no_hdf5_file_is_refused(tmp_path, content):
    path = tmp_path / "old.h5"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="no HDF5 file"):
        read_checkpoint(path)
    with pytest.raises(ModelError, match="no such file"):
        read_checkpoint(tmp_path)
    with pytest.raises(ModelError, match="no such file"):
        read_checkpoint(tmp_path / "none.h5")


def _small(path):
    with h5py.File(path, "w") as file:
        names = ["time_distributed_1", "lstm_1", "dense_1"]
        file.attrs["layer_names0"] = [names[0].encode()]  # as Keras 2 spreads long lists
        file.attrs["layer_names1"] = [name.encode() for name in names[1:]]
        for name in names:
            group = file.create_group(name)
            group.attrs["weight_names"] = [b"kernel:0"]
            group.create_dataset(
                "kernel:0", data=np.random.default_rng(0).random((40, 30)), compression="gzip", shuffle=True
            )
    return path


def test_names_may_be_spread_over_several_attributes(tmp_path):
    cnn, lstm, dense = split_layers(tmp_path, read_checkpoint(_small(tmp_path / "old.h5")))
    assert [layer.name for layer in (*cnn, lstm, *dense)] == ["time_distributed_1", "lstm_1", "dense_1"]
    assert lstm.arrays[0][1].shape == (40, 30)


@pytest.mark.skipif(sys.platform == "win32", reason="children by fork")
def test_damage_anywhere_is_a_sentence_and_no_signal(tmp_path):
    """400 files with some bytes changed, cut short or with a part doubled, in a process of their own."""
    whole = _small(tmp_path / "old.h5").read_bytes()
    rng = np.random.default_rng(7)
    child = os.fork()
    if not child:
        status = 1
        try:
            for _ in range(400):
                content = bytearray(whole)
                for place in rng.integers(0, len(whole), rng.integers(1, 9)):
                    content[place] = rng.integers(0, 256)
                if rng.random() < 0.2:
                    del content[rng.integers(0, len(whole)) :]
                path = tmp_path / "damaged.h5"
                path.write_bytes(content)
                try:
                    read_checkpoint(path)
                except ModelError:
                    pass
            status = 0
        except BaseException as error:  # told by the status alone
            builtins.print(type(error), error, file=sys.stderr)
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


def test_weights_that_keras_would_follow_are_refused_before_it_opens_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("external storage", "external link to an array", "virtual", "terabytes", "soft link to itself"):
        with pytest.raises(ModelError, match=FILES[name][1]):
            check_hdf5(write(name, tmp_path))
