"""``python -m model.training.general_encoder IMAGENET GAMES OUT``: make the general encoder that heads are taught on.

IMAGENET: ImageNet's weights of a MobileNetV2, ``.weights.h5``. GAMES: the folder of a model whose CNN went on from them and left
its lower blocks as they were, such as ``weights/fps_general``. OUT: a folder for ``encoder.json``, the networks, Keras' own
weights and ``knowledge.npz``, such as ``weights/general``.

The lower blocks run once for each picture. Upon them stand two upper halves: ImageNet's, which knows of all kinds of things, and
that of the model of games, which knows what actions look like. Both together teach a new game better than either alone; what that
model itself says stands beside them (``model/engine/knowledge.py``).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.conversion.flatbuffer import take_bytes_as_quantised
from model.conversion.litert import to_tflite
from model.conversion.quantise import quantised_encoder
from model.engine.familiarity import FAMILIARITY_FILE, open_familiarity
from model.engine.knowledge import KNOWLEDGE_FILE, Knowledge, save_knowledge
from model.engine.litert import ENCODER_FILES
from model.engine.provenance import write_network
from model.errors import ModelError
from model.network.backbones import keras, layers, make_backbone
from model.network.lrcn import fill, load_lrcn, save_as_half
from model.network.regions import RegionPooling
from model.network.streaming import frame_encoder
from model.spec import ModelSpec, read_spec
from model.teaching.encoder import ENCODER_WEIGHTS, write_encoder

CUT = "block_5_add"  # up to here the two halves have the same weights
TUNED_FROM = "block_12_add"  # what follows in ImageNet's half is tuned to a person's videos
COMPONENTS = 128  # of the features of the half that knows games, for what its model says
EARLIER_MAP = "block_13_expand_relu"  # a sixteenth of the picture's size: small flashes and cracks are still to be seen
SAME = 0.01  # weights that differ by no more were but rounded
SPEC = ModelSpec(
    "general",
    backbone="mobilenet_v2",
    pooling="regions",
    image_size=(224, 224),  # the size and shape that the model of games learned in
    scaling="tf",
    clip_length=14,
    sample_fps=20.0,
    precision="int8",
)


@dataclass(frozen=True)
class GeneralEncoder:
    """The encoder, and the same in two pieces for tuning; all share their layers.

    Attributes:
        whole: Scaled pictures ``(batch, height, width, 3)`` to features ``(batch, features)``: of ImageNet's half the last map by
            regions, and an earlier one's means and maxima; of the other half its last map by regions.
        lower: The same pictures to what tuning leaves as it is, ``(batch, values)``: the map that ``tuned`` begins with, flat,
            and the features of the half that knows games.
        upper: From there to the features.
        tuned: The last blocks of ImageNet's half, which ``upper`` holds.
        games: The upper half that knows games.
    """

    whole: keras.Model
    lower: keras.Model
    upper: keras.Model
    tuned: keras.Model
    games: keras.Model


def build(
    spec: ModelSpec = SPEC, imagenet: keras.Model | None = None, of_games: keras.Model | None = None
) -> GeneralEncoder:
    """Build the encoder upon the layers of two CNNs.

    Args:
        spec: Its description; only the CNN's name and the picture's size are asked for.
        imagenet: The CNN that gives the lower blocks and ImageNet's half; None: one with random weights.
        of_games: The CNN that gives the half that knows games; None: likewise.

    Returns:
        The networks.
    """
    imagenet = imagenet or make_backbone(spec.backbone, spec.image_size)
    of_games = of_games or make_backbone(spec.backbone, spec.image_size)
    shared, tuned_from = (imagenet.get_layer(name).output for name in (CUT, TUNED_FROM))
    middle = keras.Model(shared, tuned_from, name="imagenet_middle")
    tuned = keras.Model(tuned_from, [imagenet.output, imagenet.get_layer(EARLIER_MAP).output], name="imagenet_last")
    games = keras.Model(of_games.get_layer(CUT).output, of_games.output, name="games")

    known = RegionPooling(name="games_last")(games(shared))
    before = middle(shared)
    lower = keras.Model(imagenet.input, layers.Concatenate()([layers.Flatten()(before), known]))
    values, size = keras.Input(lower.output_shape[1:]), int(np.prod(before.shape[1:]))
    again = layers.Reshape(before.shape[1:])(values[:, :size])
    upper = keras.Model(values, layers.Concatenate()([*_pooled(tuned(again)), values[:, size:]]))
    features = layers.Concatenate(name="features")([*_pooled(tuned(before)), known])
    return GeneralEncoder(keras.Model(imagenet.input, features, name="general_encoder"), lower, upper, tuned, games)


def _pooled(maps: list) -> list:
    last, earlier = maps
    return [RegionPooling()(last), RegionPooling()(earlier), RegionPooling(largest=True)(earlier)]


def load(weights: Path, spec: ModelSpec = SPEC) -> GeneralEncoder:
    """The encoder with the weights that were kept beside it (``ENCODER_WEIGHTS``).

    Raises ModelError where they cannot be loaded.
    """
    encoder = build(spec)
    fill(encoder.whole, Path(weights), "the general encoder", "install the program again")
    return encoder


def make(imagenet: Path, games: Path, out: Path, spec: ModelSpec = SPEC) -> None:
    """Make the encoder of two CNNs, convert it to ``out``, and keep its own weights there (``ENCODER_WEIGHTS``).

    Args:
        imagenet: ImageNet's weights, ``.weights.h5``.
        games: A model's folder.
        out: A folder.
        spec: The encoder's description.

    Raises:
        ModelError: One of them cannot be loaded, or the model's lower blocks are not ImageNet's. OSError: see ``convert``.
    """
    known = make_backbone(spec.backbone, spec.image_size, imagenet)
    of_games = make_backbone(spec.backbone, spec.image_size)
    of_games.set_weights(load_lrcn(games, read_spec(games)).backbone.get_weights())
    _check_same_below(known, of_games, games)
    encoder = build(spec, known, of_games)
    convert(encoder.whole, out, spec)
    save_as_half(encoder.whole, out / ENCODER_WEIGHTS)
    of_half = encoder.lower.output_shape[-1] - int(np.prod(encoder.tuned.input_shape[1:]))
    begin = encoder.whole.output_shape[-1] - of_half  # its first region is the whole picture
    save_knowledge(knowledge_of(games, begin), out / KNOWLEDGE_FILE)


def knowledge_of(games: Path, begin: int) -> Knowledge:
    """What a model's head makes of its CNN's features, on fewer components of them.

    Args:
        games: The model's folder; its ``familiarity.npz`` tells which directions its features take.
        begin: The first of the encoder's features that are those of its CNN, averaged over the whole picture.

    Returns:
        Its head, with the LSTM's kernel of the rank COMPONENTS that changes least what it makes of these features (reduced-rank
        regression, Izenman 1975).
    """
    spec = read_spec(games)
    head = load_lrcn(games, spec).head
    kernel, recurrent, bias = head.get_layer("lstm").get_weights()
    known = open_familiarity(games, len(kernel))
    if known is None:
        raise ModelError(
            f"Received {games}: expected {FAMILIARITY_FILE} in it; make it with model.training.familiarity."
        )
    _, _, directions = np.linalg.svd(known.prototypes @ kernel, full_matrices=False)
    directions = directions[:COMPONENTS].T
    dense = [head.get_layer(f"dense_{number}").get_weights() for number in (1, 2)]
    out = head.get_layer("probabilities").get_weights()
    return Knowledge(spec.labels, begin, kernel @ directions, directions.T, recurrent, bias, *dense[0], *dense[1], *out)


def _check_same_below(known: keras.Model, of_games: keras.Model, games: Path) -> None:
    below = keras.Model(known.input, known.get_layer(CUT).output)
    for layer in (layer for layer in below.layers if layer.weights):
        pairs = zip(layer.get_weights(), of_games.get_layer(layer.name).get_weights(), strict=True)
        if any(np.abs(one - other).max() > SAME * (1 + np.abs(one).max()) for one, other in pairs):
            raise ModelError(
                f"Received {games}: its CNN's lower blocks are not ImageNet's ({layer.name} differs); expected a model that was "
                f"trained with the blocks up to {CUT} frozen."
            )


def convert(source: keras.Model, out: Path, spec: ModelSpec) -> None:
    """Convert an encoder (``GeneralEncoder.whole``) to the folder ``out``, in int8 and in float32 stored at half size. Raises
    OSError."""
    encoder = frame_encoder(source, spec)
    out.mkdir(parents=True, exist_ok=True)
    write_network(out / ENCODER_FILES["fp32"], take_bytes_as_quantised(to_tflite(encoder, half_weights=True)))
    write_network(out / ENCODER_FILES["int8"], quantised_encoder(take_bytes_as_quantised(to_tflite(encoder))))
    write_encoder(out, spec)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("imagenet", "games", "out"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    make(given.imagenet, given.games, given.out)
