"""HDF5 files that are no checkpoint: each is written by a function of its name, which says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

KERNEL = "dense_1/kernel:0"


def _layer(file: h5py.File, kernel: bool = False) -> h5py.Group:
    """A dense layer as Keras 2 wrote it; kernel: with one, too."""
    file.attrs["layer_names"] = [b"dense_1"]
    group = file.create_group("dense_1")
    group.attrs["weight_names"] = [b"dense_1/kernel:0", b"dense_1/bias:0"]
    group["dense_1/bias:0"] = np.zeros(5, "f4")
    if kernel:
        group[KERNEL] = np.zeros((32, 5), "f4")
    return group


def _array(file: h5py.File, shape=(3,), dtype="f4", **more) -> h5py.Dataset:
    return _layer(file).create_dataset(KERNEL, shape, dtype, **more)


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((32, 5), "f4")
    layout[...] = h5py.VirtualSource("outside.h5", "x", (32, 5))
    _layer(file).create_virtual_dataset(KERNEL, layout)


def _points_to(where, name: str = KERNEL):
    def write(file: h5py.File) -> None:
        _layer(file)[name] = where

    return write


def _deep(file: h5py.File) -> None:
    group = _layer(file, kernel=True)
    for _ in range(500):
        group = group.create_group("g")


def _circle(file: h5py.File) -> None:
    """Hard links: the only circle that HDF5 has no name for. The rest of the file is whole, and no LRCN."""
    group = _layer(file, kernel=True)
    group["again"], group["group"] = file["/"], group


def _bomb(file: h5py.File) -> None:
    array = _array(file, (12_000, 12_000), chunks=(100, 12_000), compression="gzip", compression_opts=9)
    array[:100] = 0


def _plugin(file: h5py.File) -> None:
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_chunk((4, 4))
    layout.set_filter(h5py.h5z.FILTER_SCALEOFFSET, h5py.h5z.FLAG_OPTIONAL, (2, 0))
    h5py.h5d.create(_layer(file).id, b"kernel", h5py.h5t.NATIVE_INT32, h5py.h5s.create_simple((4, 4)), layout)


def _many_names(file: h5py.File) -> None:
    """4,000 names, each of them the same text of 2 MB: 8 GB in a file of 2."""
    _layer(file, kernel=True).attrs["long"] = "x" * 2**21
    file.attrs["layer_names"] = ["x"] * 4_000


def _names(value):
    def write(file: h5py.File) -> None:
        _layer(file, kernel=True)
        file.attrs["layer_names"] = value

    return write


def _weights(value):
    def write(file: h5py.File) -> None:
        _layer(file, kernel=True).attrs["weight_names"] = value

    return write


def _config(value):
    def write(file: h5py.File) -> None:
        _layer(file, kernel=True)
        file.attrs["model_config"] = value

    return write


def _escapes(file: h5py.File) -> None:
    file.attrs["layer_names"] = [b"\x1b[31mred"]
    group = file.create_group("\x1b[31mred")
    group.attrs["weight_names"] = [b"\x1b]0;title\x07"]
    group["\x1b]0;title\x07"] = np.zeros(3, "c8")


# What is written, and words of the sentence that refuses it.
FILES = {
    "external storage": (lambda f: _array(f, (32, 5), external=[("secret.bin", 0, 640)]), "external storage"),
    "external link to an array": (_points_to(h5py.ExternalLink("outside.h5", "/x")), "external link"),
    "external link to a group": (_points_to(h5py.ExternalLink("outside.h5", "/"), "group"), "external link"),
    "external root": (lambda f: f.__setitem__("model_weights", h5py.ExternalLink("outside.h5", "/")), "external link"),
    "soft link": (_points_to(h5py.SoftLink("/dense_1/dense_1/bias:0")), "soft link"),
    "soft link to itself": (_points_to(h5py.SoftLink(f"/dense_1/{KERNEL}")), "soft link"),
    "soft link to nothing": (lambda f: f.__setitem__("model_weights", h5py.SoftLink("/none")), "soft link"),
    "hard links in a circle": (_circle, "expected an LRCN"),
    "virtual": (_virtual, "virtual data set"),
    "plugin": (_plugin, "plugin"),
    "terabytes": (lambda f: _array(f, (10**6, 10**6), chunks=(1000, 1000), compression="gzip"), "impossible shape"),
    "a large part": (lambda f: _array(f, (4, 4), maxshape=(None, None), chunks=(30_000, 30_000)), "impossible shape"),
    "numbers that are not there": (lambda f: _array(f, (10**5, 10**3)), "claims 400,000,000 bytes"),
    "packed zeros": (_bomb, "impossible shape"),
    "many axes": (lambda f: _array(f, (1,) * 32), "expected an LRCN"),
    "deep": (_deep, "deeper"),
    "compound": (lambda f: _array(f, dtype=[("a", "f4"), ("b", "i4")]), "of type"),
    "arrays of arrays": (lambda f: _array(f, dtype=h5py.vlen_dtype("f4")), "of type object"),
    "texts": (lambda f: _array(f, dtype=h5py.string_dtype()), "of type object"),
    "bytes": (lambda f: _array(f, dtype="S8"), "of type"),
    "references": (lambda f: _array(f, dtype=h5py.ref_dtype), "of type object"),
    "region references": (lambda f: _array(f, dtype=h5py.regionref_dtype), "of type object"),
    "opaque": (lambda f: _array(f, dtype="V8"), "of type"),
    "complex": (lambda f: _array(f, dtype="c16"), "of type complex128"),
    "whole numbers": (lambda f: _array(f, dtype="i4"), "no finite numbers"),
    "not a number": (lambda f: _array(f, fillvalue=np.nan), "no finite numbers"),
    "a single number": (lambda f: _array(f, ()), "no finite numbers"),
    "empty": (lambda f: _layer(f).__setitem__(KERNEL, h5py.Empty("f4")), "is empty"),
    "named type": (lambda f: _layer(f).__setitem__(KERNEL, np.dtype("f4")), "named type"),
    "names with escapes": (_escapes, r"\\x1b\[31mred"),
    "names are a number": (_names(5), "holds no names"),
    "names are numbers": (_names(np.zeros(5)), "holds no names"),
    "names are empty": (_names(h5py.Empty("S5")), "is empty"),
    "no names": (_names(np.zeros(0, "S5")), "layer_names"),
    "names of nothing": (_names([b"nothing"]), "nothing that it does not hold"),
    "names that lead out": (_names([b"../../etc"]), r"\.\./\.\./etc that it does not hold"),
    "names with a NUL": (_names(np.array([b"a\0b"])), "does not hold"),
    "names beyond Unicode": (_names([b"\xff\xfe"]), "does not hold"),
    "many long names": (_many_names, "impossibly long"),
    "a weight is a group": (_weights([b"dense_1"]), "does not hold"),
    "weights are numbers": (_weights(np.zeros((3, 3), "i4")), "holds no names"),
    "a layer is an array": (lambda f: (_names([b"x"])(f), f.__setitem__("x", np.zeros(3))), "does not hold"),
    "the root is an array": (lambda f: f.__setitem__("model_weights", np.zeros(3)), "model_weights"),
    "no LRCN": (lambda f: _layer(f, kernel=True), "expected an LRCN"),
    "deep configuration": (_config("[" * 60_000), "expected an LRCN"),
    "configuration of another kind": (_config('{"config": {"layers": [3, null]}}'), "expected an LRCN"),
    "configuration that is a number": (_config(3), "expected an LRCN"),
}  # fmt: skip


def write(name: str, folder: Path) -> Path:
    """The file of that name in ``folder``, beside what it would like to read."""
    (folder / "secret.bin").write_bytes(b"secret" * 200)
    with h5py.File(folder / "outside.h5", "w") as outside:
        outside["x"] = np.zeros((32, 5), "f4")
    path = folder / "hostile.h5"
    with h5py.File(path, "w") as file:
        FILES[name][0](file)
    return path
