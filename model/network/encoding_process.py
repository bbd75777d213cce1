"""The worker process of the GPU engine: ``python -m model.network.encoding_process FOLDER DEVICE SHARED``.

Maps the file SHARED, where a picture comes in and its features go out, so that neither passes through a pipe. Says
``ready FEATURES WHAT`` or ``error SENTENCE`` on stdout; then for each line on stdin it encodes the picture that lies there and
answers with a line. Ends when stdin does, thus also with the process that started it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from model.engine.remote_encoder import shared_memory


def main() -> None:
    folder, device, path = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    if device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    try:
        import tensorflow as tf

        from model.network.lrcn import load_lrcn  # silences TensorFlow's start: it comes first
        from model.network.streaming import frame_encoder
        from model.spec import read_spec

        gpus = tf.config.list_physical_devices("GPU")
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
        if device == "gpu" and not gpus:
            raise RuntimeError("TensorFlow finds no GPU that it can use")
        spec = read_spec(folder)
        encoder = frame_encoder(load_lrcn(folder, spec).encoder, spec)
        shape = (1, *spec.image_size, 3)

        @tf.function(input_signature=[tf.TensorSpec(shape, tf.uint8)])
        def encode(image):
            return encoder(image, training=False)

        picture, features = shared_memory(path, spec.image_size)
        size = encode(tf.zeros(shape, tf.uint8)).shape[-1]
    except Exception as error:  # said where it can be shown
        answers.write("error " + " ".join(f"{error}".split())[:300] + "\n")
        return
    answers.write(f"ready {size} TensorFlow {tf.__version__} on {'a GPU' if gpus and device == 'gpu' else 'the CPU'}\n")
    for _ in sys.stdin:
        features[:size] = encode(tf.constant(picture[None])).numpy()[0]
        answers.write("done\n")


if __name__ == "__main__":
    main()
