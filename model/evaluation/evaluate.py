"""Evaluation: run a model over labelled footage just as the live program does, and measure.

Same sampling clock, same engine, same streaming window as live; only the frames the clock asks for become pixels.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local

import numpy as np

from model.datasets.read import LabelledVideo, find_footage
from model.engine import Engine, open_engine
from model.engine.streaming import RecordedClassifier
from model.evaluation.metrics import MakeTimeline, summarise
from model.evaluation.pictures import confusion_picture, reliability_picture
from model.evaluation.report import card_section, check_card, print_summary, put_figures, put_section
from model.evaluation.track import Track
from model.files import write_whole
from model.marks import wrote_json
from model.outputs import Outputs, check_folder
from model.progress import Progress
from model.registry import find_model
from model.spec import ModelSpec, read_spec
from model.video.reader import read_frames
from model.video.sampling import TickSampler


def follow(video: LabelledVideo, engine: Engine) -> Track:
    """Stream a video through an engine.

    Args:
        video: Labelled.
        engine: Belongs to this thread for as long.

    Returns:
        What the model said along it.

    Raises:
        FootageError: It cannot be read.
    """
    spec = engine.spec
    classifier = RecordedClassifier(engine)
    sampler = TickSampler(spec.sample_fps, spec.clip_length)
    warming = np.full(len(spec.labels), np.nan)
    times, rows, moments = [], [], []
    for time, ticks, image in read_frames(video.path, sampler.ticks):
        probabilities, known = classifier.push(time, engine.encode(image), ticks)
        times.append(time)
        rows.append(warming if probabilities is None else probabilities)
        moments += known
    moments += classifier.end()
    offline_probabilities = [probabilities for _, probabilities in moments] if classifier.reach else None
    return Track.of(video, spec.labels, times, rows, offline_probabilities)


def follow_all(
    videos: list[LabelledVideo],
    folder: Path,
    threads: int | None = None,
    done: Callable[[], None] = lambda: None,
    precision: str | None = None,
) -> list[Track]:
    """Tracks of ``videos`` in their order, several at a time, each worker with an engine of its own.

    Args:
        videos: Labelled.
        folder: The model's.
        threads: How many videos at a time; by default the cores, at most 8.
        done: Called after each video.
        precision: See ``open_engine``.

    Returns:
        Tracks in the videos' order.

    Raises:
        FootageError: A video cannot be read.
        ModelError: The model cannot be used.
    """
    workers = min(threads or os.cpu_count() or 2, 8, len(videos))
    own = local()

    def one(video: LabelledVideo) -> Track:
        if not hasattr(own, "engine"):
            own.engine = open_engine(folder, threads=1, precision=precision)
        track = follow(video, own.engine)
        done()
        return track

    open_engine(folder, threads=1, precision=precision)  # a broken model fails here, once, before any worker starts
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, videos))


def evaluate_model(
    data: Path,
    model: str | Path,
    *,
    json_file: Path | None = None,
    card: bool = False,
    threads: int | None = None,
    quiet: bool = False,
    title: str | None = None,
    timeline_of: Callable[[ModelSpec], MakeTimeline] | None = None,
    clusters: bool = False,
    ignore_others: bool = False,
    on_unreadable: Callable[[str], None] | None = None,
    leave_out: str | None = None,
) -> dict:
    """Evaluate a model on labelled footage.

    Args:
        data: The footage, or a teaching project's folder.
        model: Its name or folder.
        json_file: Also write them there.
        card: Also put them, with pictures, in the model's CARD.md under ``title`` (by default ``On NAME``, the footage
            folder's name).
        threads: See ``follow_all``.
        quiet: Print nothing.
        title: Of the card's section.
        timeline_of: Makes predictions a timeline the way the program does; without it no figures of events are
            measured.
        clusters: With the card, also draw the clips' clusters (loads TensorFlow).
        ignore_others: Moments with labels the model does not have are not scored, instead of being an error.
        on_unreadable: See ``find_footage``.
        leave_out: A folder right below ``data`` of which no video counts; None: all do.

    Returns:
        ``metrics.summarise``'s figures.

    Raises:
        ModelError, FootageError, OutputError: ``json_file`` cannot be written.
    """
    if json_file is not None:
        check_folder(Path(json_file).absolute().parent, f"--json {json_file}")
        Outputs().claim(Path(json_file), "--json", lambda path: wrote_json(path, "model", "data", "sample_fps"))
    folder = find_model(model)
    spec = read_spec(folder)
    data = Path(data)
    title = title or f"On {data.resolve().name}"
    kind = "".join(c if c.isalnum() else "_" for c in title.lower())
    pictures = [f"{what}_{kind}.png" for what in ("confusion", "reliability", *(["clusters"] if clusters else []))]
    if card:
        check_card(folder, pictures)
    videos = find_footage(data, spec.labels, ignore_others, on_unreadable)
    if leave_out is not None:
        videos = [video for video in videos if Path(data, leave_out) not in video.path.parents]
    with Progress(quiet) as progress:
        advance = progress.task(f"Evaluating {spec.name} on {data.name}", len(videos))
        tracks = follow_all(videos, folder, threads, advance)
    summary = {"model": spec.name, "data": data.name, "sample_fps": spec.sample_fps}
    make_timeline = None if timeline_of is None else timeline_of(spec)
    summary |= summarise(tracks, spec.labels, spec.clip_length, make_timeline)
    if not quiet:
        print_summary(summary, f"{spec.name}: {title[0].lower()}{title[1:]}")
    if json_file is not None:
        write_whole(Path(json_file), json.dumps(summary, indent=2) + "\n")
    if card:
        confusion_picture(summary, folder / pictures[0], title)
        reliability_picture(summary, folder / pictures[1], title)
        if clusters:
            from model.evaluation.clusters import draw_clusters  # imports TensorFlow

            draw_clusters(folder, videos, folder / pictures[-1], title)
        put_section(folder, title, card_section(summary, *pictures))
        put_figures(folder, title, summary)
    return summary
