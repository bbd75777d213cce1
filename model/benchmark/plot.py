"""The benchmark as a picture."""

from __future__ import annotations

from pathlib import Path

from model.evaluation.pictures import INK, PALE, new_figure, save_figure

OURS, OTHERS = "#1f77b4", "#b8c0cc"


def benchmark_picture(result: dict, path: Path) -> Path:
    """Draw a benchmark: milliseconds a prediction, and an encoding; less is better.

    Args:
        result: What ``benchmark`` returned.
        path: Where to (PNG).

    Returns:
        ``path``.
    """
    parts = [("One prediction, 7 frames to labels", result["ways"]), ("The CNN alone, one frame", result["encoders"])]
    sizes = [len(ways) for _, ways in parts]
    figure = new_figure(8.5, 1.6 + 0.42 * sum(sizes))
    for axes, (title, ways) in zip(figure.subplots(2, 1, height_ratios=sizes), parts, strict=True):
        words = [one["what"].replace(" (prepared beforehand)", "") for one in ways.values()]
        middles = [one["median_ms"] for one in ways.values()]
        spread = [
            [one["median_ms"] - one["quartiles_ms"][0] for one in ways.values()],
            [one["quartiles_ms"][1] - one["median_ms"] for one in ways.values()],
        ]
        colours = [OURS if "LiteRT" in word else OTHERS for word in words]
        axes.barh(words, middles, xerr=spread, color=colours, ecolor=PALE, height=0.62)
        for row, middle in enumerate(middles):
            axes.annotate(
                f"{middle:.1f} ms", (middle + spread[1][row], row), (6, -3), textcoords="offset points", color=INK
            )
        axes.invert_yaxis()
        axes.set_xlim(0, 1.15 * max(m + s for m, s in zip(middles, spread[1], strict=True)))
        axes.set_title(title, loc="left", fontsize=11)
        axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(f"milliseconds, median and middle half; {result['machine']}", fontsize=8, color=PALE)
    return save_figure(figure, path)
