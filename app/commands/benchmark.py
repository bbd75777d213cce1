"""``benchmark``: how fast predictions are on this machine, beside running the whole window in TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import JsonFile, Model, Quiet
from model.safe_text import say

BUSY = 0.25  # share of the processor in use by others above which the figures are not to be trusted


def benchmark(
    model: Model = "",
    rounds: Annotated[int, typer.Option(help="Turns of each way, 20 predictions each.", min=2)] = 20,
    json_file: JsonFile = None,
    plot: Annotated[Path | None, typer.Option(help="Also draw the figures to this PNG.", metavar="FILE")] = None,
    video: Annotated[
        Path | None, typer.Option(help="What to classify and to compare answers on; the demo clip.", metavar="FILE")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Time one prediction: streaming on LiteRT beside the whole window in Keras, and other engines; memory, starts."""
    import json

    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from app.recorded.benchmark import file_to_labels, peak_memory
    from app.settings import DEMO_CLIP
    from app.sources.file import check_file
    from model.benchmark.plot import benchmark_picture
    from model.benchmark.run import benchmark as measure
    from model.files import write_whole
    from model.marks import wrote_json, wrote_picture
    from model.outputs import Outputs, check_folder
    from model.registry import DEFAULT_MODEL, find_model

    video = video or DEMO_CLIP
    outputs = Outputs([video])
    for option, file, wrote in (
        ("--json", json_file, lambda path: wrote_json(path, "model", "precision", "rounds")),
        ("--plot", plot, wrote_picture),
    ):
        if file is not None:
            if wrote is wrote_picture and file.suffix.lower() != ".png":
                raise UserError(f"Received --plot {file}: expected a name that ends in .png.")
            check_folder(file.absolute().parent, f"{option} {file}")
            outputs.claim(file, option, wrote)
    check_file(video)
    folder = find_model(model or DEFAULT_MODEL)
    with progress_bar(quiet) as bar:

        def progress(share: float, text: str) -> None:
            bar.describe(text)
            bar.update(share, 1.0)

        result = measure(folder, rounds, clip=video, progress=progress)
        result["file_to_labels"] = file_to_labels(folder, video, progress)
        result["peak_memory_mb"] = peak_memory(folder, video, progress)
        progress(1, "Done")
    if json_file is not None:
        write_whole(json_file, json.dumps(result, indent=2) + "\n")
    if plot is not None:
        benchmark_picture(result, plot)
    _show(result)


def _show(result: dict) -> None:
    from app.commands.terminal import print_table

    rows = []
    for figures in result["ways"].values():
        low, high = figures["quartiles_ms"]
        spread = f"{low:.1f} to {high:.1f} ms"
        speed = f"{figures['times_as_fast']:.1f}x"
        rested = f"{figures['rested_ms']:.1f} ms"
        rows.append((figures["what"], f"{figures['median_ms']:.2f} ms", spread, speed, rested))
    title = f"{result['model']}: one prediction, {result['rounds']} rounds in turns"
    print_table(title, ("way", "median", "middle half", "speed", "after a rest"), rows)
    encoders = [
        (
            figures["what"],
            f"{figures['median_ms']:.2f} ms",
            "{:.2f} to {:.2f} ms".format(*figures["quartiles_ms"]),
            f"{figures['share_of_peak']:.0%}",
            f"{figures['largest_difference']:.0e}",
            f"{figures['same_label']:.2%}",
        )
        for figures in result["encoders"].values()
    ]
    columns = ("engine", "median", "middle half", "of matrix-multiply peak", "features differ", "same label")
    print_table("The CNN alone, one frame", columns, encoders)
    words = {"first_label": "to the first label of the video", "import_tensorflow": "only `import tensorflow`"}
    starts = [
        (words[name], f"{figures['median_s']:.2f} s", "{:.2f} to {:.2f} s".format(*figures["range_s"]))
        for name, figures in result["cold_start"].items()
    ]
    print_table("From starting the process", ("start", "median", "range"), starts)
    memory, whole, agreement = result["peak_memory_mb"], result["file_to_labels"], result["agreement"]
    say(
        f"Peak memory: classify {memory['classify']:.0f} MB; TensorFlow, one prediction: {memory['tensorflow']:.0f} MB "
        f"({memory['classify'] / memory['tensorflow']:.2f}x)."
    )
    say(
        f"File to labels ({whole['video']}): {whole['frames_per_second']:.0f} frames/s, {whole['classify_s']:.2f} s; "
        f"only decoding all of it: {whole['decode_s']:.2f} s ({whole['times_decoding']:.2f}x)."
    )
    for precision, figures in (("fp32", agreement), ("int8", agreement.get("int8"))):
        if figures:
            say(
                f"{precision}: same label as the whole network in {100 * figures['same_label']:.2f} % of "
                f"{agreement['predictions']} predictions on {agreement['video']}; probabilities differ by at most "
                f"{figures['largest_difference']:.1e}."
            )
    say(f"The program runs this model in {result['precision']}.")
    say(f"Counted: {result['counted']}.")
    say(f"Machine: {result['machine']}.")
    say("Versions: " + ", ".join(f"{name} {version}" for name, version in result["versions"].items()) + ".")
    if result["cpu_load_before"] > BUSY:
        say(
            f"Other programs were using {100 * result['cpu_load_before']:.0f} % of the processor: "
            "close them and run this again before trusting the figures."
        )
