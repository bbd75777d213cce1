"""What a start without a screen shows: the demo clip, classified, its timeline drawn in the terminal."""

from __future__ import annotations

from pathlib import Path

from model.program_name import program_name
from model.safe_text import say, shown

STRIP_SHARE = 0.8  # of the terminal's width
NARROWEST, WIDEST = 20, 120  # columns of the strip
BLOCK = "█"


def show() -> None:
    """Classify the demo clip with the default model and print what was found."""
    import time

    from app.recorded.classify import classify_video
    from app.settings import DEMO_CLIP
    from model.engine import open_engine
    from model.engine.litert import threads_beside_decoding
    from model.registry import DEFAULT_MODEL, find_model

    began = time.perf_counter()
    result = classify_video(DEMO_CLIP, open_engine(find_model(DEFAULT_MODEL), threads_beside_decoding()))
    _print(DEMO_CLIP, result, time.perf_counter() - began)


def _print(video: Path, result, took: float) -> None:
    from rich.console import Console
    from rich.text import Text

    from app.commands.terminal import print_table
    from app.label_display import label_colours

    console = Console()
    labels, segments = result.spec.labels, result.segments
    colours = label_colours(labels)
    end = segments[-1].end
    columns = max(NARROWEST, min(WIDEST, int(console.width * STRIP_SHARE)))
    strip = Text()
    for column in range(columns):
        time = (column + 0.5) * end / columns
        here = next((one for one in segments if one.start <= time < one.end), segments[-1])
        strip.append(BLOCK, colours[here.label])
    console.print(Text(shown(f"{video.name}: {end:.1f} s, labelled in {took:.1f} s by {result.spec.name}")))
    console.print(strip)
    console.print(Text("0 s") + Text(f"{end:.0f} s".rjust(columns - 3)))
    rows = []
    for label in labels:
        own = [one for one in segments if one.label == label]
        seconds = sum(one.duration for one in own)
        sure = sum(one.confidence * one.duration for one in own) / seconds if seconds else 0.0
        rows.append((Text(shown(f"{BLOCK} {label}"), colours[label]), f"{seconds:.1f} s", str(len(own)), f"{sure:.0%}"))
    print_table("", ("label", "time", "segments", "confidence"), rows)
    say(
        "There is no screen here (DISPLAY and WAYLAND_DISPLAY are not set), so the demo clip was classified in the terminal. "
        f"For the window, start this on a desktop, or under `xvfb-run`; `{program_name()} classify VIDEO --out DIR` labels a "
        "video of yours without one."
    )
