"""``teach``: a model for one's own game and labels, in about a minute."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import JsonFile, Quiet, label_list


def teach(
    project: Annotated[
        Path,
        typer.Argument(
            help="A teaching project, or a folder of NAME.mp4 beside NAME.csv (start,end,label).", metavar="PROJECT"
        ),
    ],
    name: Annotated[str, typer.Option(help="The model's name; by default the project's.")] = "",
    out: Annotated[
        Path | None,
        typer.Option(help="The model's folder, new; by default PROJECT/models/NAME-N, or weights/NAME.", metavar="DIR"),
    ] = None,
    labels: Annotated[str, typer.Option(help="Only these, with commas between; by default all that occur.")] = "",
    fine_tune: Annotated[
        bool,
        typer.Option(
            "--fine-tune",
            help="Also tune the CNN's last blocks, kept if better: minutes more; needs TensorFlow.",
        ),
    ] = False,
    json_file: JsonFile = None,
    quiet: Quiet = False,
) -> None:
    """Teach the program your own game and labels.

    The report tells how good the model is on time that was held out. A video that cannot be read is named on stderr, the others
    are learned from, and the exit status is 1.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import progress_bar
    from app.teach.report import wrote_report
    from app.teach.run import teach_folder
    from app.teach.teaching import time_left
    from model.files import write_whole
    from model.outputs import Outputs, check_folder
    from model.safe_text import say

    if json_file is not None:
        check_folder(json_file.absolute().parent, f"--json {json_file}")
        Outputs([project]).claim(json_file, "--json", wrote_report)
    left_out: list[str] = []

    with progress_bar(quiet) as bar:

        def unreadable(sentence: str) -> None:
            left_out.append(sentence)
            bar.say(sentence)

        told: set[str] = set()

        def stage(stage: str, done: float, left: float | None, text: str) -> None:
            if stage == "tuning" and left is not None and stage not in told:
                bar.say(f"Tuning the CNN takes about {max(1, round(left / 60))} minutes more.")
            told.add(stage)
            bar.describe(text if left is None else f"{text}, {time_left(left)}")
            bar.update(done, 1.0)

        report = teach_folder(project, name, out, label_list(labels) or (), stage, unreadable, fine_tune=fine_tune)
    if json_file is not None:
        write_whole(json_file, json.dumps(report, indent=2) + "\n")
    _print(report)
    say(report["folder"])
    raise typer.Exit(1 if left_out else 0)


def _print(report: dict) -> None:
    """The report for people."""
    from app.commands.terminal import print_table
    from app.teach.report import told_of_tuning
    from model.evaluation.report import percent
    from model.safe_text import say

    held_out, before = report["held_out"], report["before"]
    rows = []
    for number, label in enumerate(report["labels"]):
        count, said = report["counts"][label], list(held_out["confusion"][number])
        said[number] = 0
        confused = report["labels"][said.index(max(said))] if any(said) else "-"
        rows.append((
            label, str(count["moments"]), f"{count['seconds']:.0f} s", str(count["videos"]),
            percent(held_out["recall"][label]), *([] if before is None else [percent(before["recall"].get(label))]), confused,
        ))  # fmt: skip
    header = (
        "label",
        "moments",
        "marked",
        "videos",
        "right",
        *([] if before is None else ["before"]),
        "mostly taken for",
    )
    print_table(f"{report['name']}, on held-out time", header, rows)
    line = f"{percent(held_out['accuracy'])} of {held_out['clips']} held-out clips are right"
    if before is not None:
        verdict = "better" if report["better"] else "no better"
        line += f"; what was marked the last time teaches {percent(before['accuracy'])}: {verdict}"
    elif report["first"]:
        line += "; it is the first model of this project"
    say(f"{line}. It took {report['seconds']['all']:.0f} s.")
    if "fine_tuning" in report:
        say(told_of_tuning(report["fine_tuning"]))
    for sentence in report["warnings"]:
        say(f"- {sentence}")
