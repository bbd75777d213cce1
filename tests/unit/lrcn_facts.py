"""Facts about LRCNs that need Keras, printed as JSON; run by test_model_lrcn.py in a process of its own.

TensorFlow must not share a process with the window tests (its LLVM and Mesa's collide).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np

from model.conversion.litert import convert, convert_folder
from model.engine import open_engine
from model.engine.preprocess import prepare
from model.engine.streaming import StreamingClassifier
from model.network.architectures import ARCHITECTURES
from model.network.backbones import halves, keras, make_backbone
from model.network.lrcn import build, load_lrcn, save_weights
from model.spec import read_spec
from tests.facts import ROOT


def halves_facts(name: str) -> list[dict]:
    """Where CNN ``name`` is cut, less and more deeply, and the most by which both halves differ from the whole."""
    backbone = make_backbone(name, (224, 224))
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 224, 224, 3)).astype(np.float32)
    facts = []
    for deep in (False, True):
        lower, upper = halves(backbone, name, deep)
        differs = float(np.abs(upper(lower(picture)) - backbone(picture)).max())
        facts.append({"layer": upper.layers[1].name, "input": list(upper.input_shape[1:]), "differs": differs})
    return facts


def frames(count: int, demo: Path) -> list[np.ndarray]:
    """Every third frame of the demo clip; drawn moving pictures when there is no clip."""
    capture = cv2.VideoCapture(str(demo))
    found = []
    while len(found) < count:
        ok, image = capture.read()
        if not ok:
            break
        found.append(image)
        capture.grab(), capture.grab()
    capture.release()
    rng = np.random.default_rng(0)
    while len(found) < count:
        image = cv2.resize(rng.integers(0, 255, (9, 16, 3), dtype=np.uint8), (640, 360))
        found.append(cv2.circle(image, (40 * len(found), 180), 60, (0, 0, 255), -1))
    return found


def main(folder: Path) -> dict:
    keras.utils.set_random_seed(0)
    spec = ARCHITECTURES["b5_lstm_256"].with_(temperature=1.5)
    parts = build(spec)
    facts = {
        "parameters": parts.lrcn.count_params(),
        "layers": {layer.name: layer.count_params() for layer in parts.lrcn.layers},
        "features": parts.encoder.output_shape[-1],
        "architectures": {name: list(build(other).head.output_shape) for name, other in ARCHITECTURES.items()},
    }
    for name in ("mobilenet_v2", "mobilenet"):
        facts[f"{name}_halves"] = halves_facts(name)

    save_weights(parts, folder / "lrcn.weights.h5")
    convert(parts, folder)
    spec.write(folder)
    loaded = load_lrcn(folder, spec)
    kept = zip(parts.lrcn.get_weights(), loaded.lrcn.get_weights(), strict=True)
    facts["weights_differ"] = max(float(np.abs(one - other).max()) for one, other in kept)
    facts["weights_bytes"] = (folder / "lrcn.weights.h5").stat().st_size

    images = frames(10, ROOT / "app" / "assets" / "demo.mp4")
    shipped = folder / "shipped"
    if (ROOT / "weights" / spec.name / "model.json").is_file():  # in float32, whatever it is shipped in
        shutil.copytree(ROOT / "weights" / spec.name, shipped)
        convert_folder(shipped)
        read_spec(shipped).with_(precision="fp32").write(shipped)
    for name, where in (("untrained", folder), ("shipped", shipped)):
        if (where / "model.json").is_file():
            facts[f"{name}_streaming_differs"] = streaming_differs(where, images)
    short = spec.with_(clip_length=1, image_size=(96, 96))
    (folder / "short").mkdir()
    parts = build(short)
    save_weights(parts, folder / "short" / "lrcn.weights.h5")
    convert(parts, folder / "short")
    short.write(folder / "short")
    facts["one_frame_streaming_differs"] = streaming_differs(folder / "short", images)
    return facts


def streaming_differs(folder: Path, images: list[np.ndarray]) -> float:
    """The largest difference in probability between streaming on LiteRT and the end-to-end Keras LRCN.

    The stream is reset after some frames, and one frame stands for two ticks.
    """
    spec = read_spec(folder)
    lrcn, stream = load_lrcn(folder, spec).lrcn, StreamingClassifier(open_engine(folder))
    for image in images[:-1]:
        stream.push(image)
    stream.reset()
    said = [stream.push(image, ticks=2 if number == 3 else 1) for number, image in enumerate(images)]
    said = [probabilities for probabilities in said if probabilities is not None]
    inputs = np.stack([prepare(image, spec) for image in images[:4] + images[3:]])
    windows = [inputs[end - spec.clip_length : end] for end in range(spec.clip_length, len(inputs) + 1)]
    if spec.clip_length <= 4:
        del windows[4 - spec.clip_length]  # the frame of two ticks is said once
    whole = np.concatenate([lrcn.predict(window[None], verbose=0) for window in windows]).astype(np.float64)
    powers = whole ** (1 / spec.temperature)
    return float(np.abs(powers / powers.sum(axis=1, keepdims=True) - np.stack(said)).max())


if __name__ == "__main__":
    print("FACTS " + json.dumps(main(Path())))
