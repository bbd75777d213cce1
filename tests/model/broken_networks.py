"""Networks that LiteRT opens and dies of, made of good ones: what a bad download, a bad disk or a bad person makes of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema


def rebuilt(content: bytes, change: Callable[[schema.ModelT], None]) -> bytes:
    """The ``.tflite`` file ``content`` with ``change`` made to its objects."""
    network = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(content)))
    for buffer in network.buffers:
        if buffer.offset > 1:  # numbers that lie behind the objects
            buffer.data = np.frombuffer(content, np.uint8, buffer.size, buffer.offset)
            buffer.offset = buffer.size = 0
    change(network)
    builder = flatbuffers.Builder(len(content))
    builder.Finish(network.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def operators(network: schema.ModelT, kind: int) -> list:
    """The operators of one ``schema.BuiltinOperator``, in order."""
    codes = [max(one.builtinCode, one.deprecatedBuiltinCode) for one in network.operatorCodes]
    return [one for one in network.subgraphs[0].operators if codes[one.opcodeIndex] == kind]


def lose_input(network: schema.ModelT) -> None:
    """Adds nothing to something: LiteRT follows a pointer to nowhere, and its process is ended by SIGSEGV."""
    first = operators(network, schema.BuiltinOperator.ADD)[0]
    first.inputs = np.array([-1, first.inputs[1]])


def give_nan(network: schema.ModelT) -> None:
    """Every number of 16 or 32 bits is no number any more."""
    kinds = {schema.TensorType.FLOAT32: np.float32, schema.TensorType.FLOAT16: np.float16}
    for tensor in network.subgraphs[0].tensors:
        buffer = network.buffers[tensor.buffer]
        if tensor.type in kinds and buffer.data is not None and len(buffer.data):
            kind = np.dtype(kinds[tensor.type])
            buffer.data = np.full(len(buffer.data) // kind.itemsize, np.nan, kind).view(np.uint8)


def put_in_place(file: Path, content: bytes, *, listed: bool) -> None:
    """Write ``content`` to ``file``. listed: as who made the folder so would, its digest in ``model.json``; else without any."""
    file.write_bytes(content)
    description = file.parent / "model.json"
    data = json.loads(description.read_text())
    if listed:
        data["sha256"][file.name] = hashlib.sha256(content).hexdigest()
    else:
        data.pop("sha256", None)
    description.write_text(json.dumps(data))
