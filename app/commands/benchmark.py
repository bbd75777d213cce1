"""``benchmark``: how fast predictions are on this machine, beside running the whole window in TensorFlow."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.options import JsonFile, Model, Quiet

BUSY = 0.25  # share of the processor in use by others above which the figures are not to be trusted


def benchmark(
    model: Model = "",
    rounds: Annotated[int, typer.Option(help="Turns of each way, 20 predictions each.", min=2)] = 20,
    json_file: JsonFile = None,
    quiet: Quiet = False,
) -> None:
    """Time one prediction: streaming on LiteRT beside the whole window in Keras and tf.function."""
    import json

    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.progress import progress_bar
    from app.errors import UserError
    from app.settings import DEMO_CLIP
    from model.benchmark import benchmark as measure
    from model.files import write_whole
    from model.store import DEFAULT_MODEL

    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise UserError(f"Received --json {json_file}: there is no such folder; make it first.")
    with progress_bar(quiet) as bar:

        def progress(share: float, text: str) -> None:
            bar.describe(text)
            bar.update(share, 1.0)

        clip = DEMO_CLIP if DEMO_CLIP.is_file() else None
        result = measure(model or DEFAULT_MODEL, rounds, clip=clip, progress=progress)
    if json_file is not None:
        write_whole(json_file, json.dumps(result, indent=2) + "\n")
    _show(result)


def _show(result: dict) -> None:
    from app.commands.tables import print_table

    rows = []
    for figures in result["ways"].values():
        low, high = figures["quartiles_ms"]
        spread = f"{low:.1f} to {high:.1f} ms"
        speed = f"{figures['times_as_fast']:.1f}x"
        rested = f"{figures['rested_ms']:.1f} ms"
        rows.append((figures["what"], f"{figures['median_ms']:.2f} ms", spread, speed, rested))
    title = f"{result['model']}: one prediction, {result['rounds']} rounds in turns"
    print_table(title, ("way", "median", "middle half", "speed", "after a rest"), rows)
    if result["cold_start"]:
        words = {
            "first_label": "classify: to the first label of the demo clip",
            "import_tensorflow": "only `import tensorflow`",
        }
        starts = [
            (words[name], f"{figures['median_s']:.2f} s", "{:.2f} to {:.2f} s".format(*figures["range_s"]))
            for name, figures in result["cold_start"].items()
        ]
        print_table("From starting the process", ("start", "median", "range"), starts)
    print(f"Counted: {result['counted']}.")
    print(f"Probabilities differ by at most {result['largest_difference']:.1e}.")
    print(f"Machine: {result['machine']}.")
    print("Versions: " + ", ".join(f"{name} {version}" for name, version in result["versions"].items()) + ".")
    if result["cpu_load_before"] > BUSY:
        print(
            f"Other programs were using {100 * result['cpu_load_before']:.0f} % of the processor: "
            "close them and run this again before trusting the figures."
        )
