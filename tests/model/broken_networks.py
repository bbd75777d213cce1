"""Networks that LiteRT opens and dies of, made of good ones: what a bad download, a bad disk or a bad person makes of them."""

from __future__ import annotations

import hashlib
import json
import random
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


def _any_operator(network: schema.ModelT, draw: random.Random):
    return draw.choice(network.subgraphs[0].operators)


def take_another_input(network: schema.ModelT, draw: random.Random) -> None:
    """An operator takes a tensor that is none, another one, or too few of them."""
    one = _any_operator(network, draw)
    inputs = list(one.inputs)
    inputs[draw.randrange(len(inputs))] = draw.choice((-1, 0, 10**6, draw.randrange(len(network.subgraphs[0].tensors))))
    one.inputs = np.array(inputs[: draw.randint(1, len(inputs))], np.int32)


def be_another_operator(network: schema.ModelT, draw: random.Random) -> None:
    """An operator is another one, with the first one's options and inputs; or one that there is not."""
    if draw.random() < 0.5:
        _any_operator(network, draw).opcodeIndex = draw.randrange(len(network.operatorCodes))
    else:
        code = draw.choice(network.operatorCodes)
        code.builtinCode = code.deprecatedBuiltinCode = draw.randrange(127)


def lose_options(network: schema.ModelT, draw: random.Random) -> None:
    """An operator is without its options."""
    one = _any_operator(network, draw)
    one.builtinOptions, one.builtinOptionsType = None, 0


def claim_a_shape(network: schema.ModelT, draw: random.Random) -> None:
    """A tensor has a shape that its numbers do not have, or that no memory holds."""
    tensor = draw.choice([one for one in network.subgraphs[0].tensors if one.shape is not None and len(one.shape)])
    shape = list(tensor.shape)
    shape[draw.randrange(len(shape))] = draw.choice((0, 1, -1, 2, 60_000, 2**31 - 1))
    tensor.shape = np.array(shape, np.int32)


def be_of_another_type(network: schema.ModelT, draw: random.Random) -> None:
    """A tensor's numbers are of another type than they are stored in."""
    draw.choice(network.subgraphs[0].tensors).type = draw.randrange(20)


def change_places(network: schema.ModelT, draw: random.Random) -> None:
    """What the network takes and gives are others of its tensors."""
    graph = network.subgraphs[0]
    which = draw.choice(("inputs", "outputs"))
    setattr(graph, which, np.array([draw.randrange(len(graph.tensors)) for _ in getattr(graph, which)], np.int32))


BREAKS: tuple[Callable[[schema.ModelT, random.Random], None], ...] = (
    take_another_input, be_another_operator, lose_options, claim_a_shape, be_of_another_type, change_places,
    lambda network, draw: give_nan(network),
)  # fmt: skip


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
