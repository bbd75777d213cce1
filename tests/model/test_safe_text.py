"""Names and labels are text wherever they are printed, logged or drawn, whatever they hold."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from app.commands import main
from app.commands.terminal import print_table
from app.log import begin_log, log_file, note
from model.errors import FootageError
from model.evaluation.pictures import confusion_picture
from model.evaluation.report import card_section, print_summary
from model.progress import Progress
from model.safe_text import file_name
from tests.conftest import ROOT, run_program, write_video

# Colour, a new title for the window, the one-byte form of the same, a backspace, rich's markup and emoji, and a turn of the
# direction of writing that makes "exe" look like "mp4".
EVIL = "a\x1b[31mb\x1b]0;owned\x07c\x9b2J\x08[red]d[/red] [link=x]:skull:[/link]\u202e4pm\u2066.exe\u2028e"
SEEN = r"a\x1b[31mb\x1b]0;owned\x07c\x9b2J\x08[red]d[/red] [link=x]:skull:[/link]\u202e4pm\u2066.exe\u2028e"


def no_orders(text: str) -> bool:
    """Whether a terminal would only show ``text``."""
    return not any(
        unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in "\u202e\u2066" for one in text if one != "\n"
    )


def test_a_file_s_name_gives_the_terminal_no_orders(tmp_path, capsys, model_folder):
    name = EVIL.replace("/", "∕") + ".mp4"
    for number, content in enumerate((b"no video", write_video(tmp_path / "v.mp4", 1.2).read_bytes())):
        (tmp_path / name).write_bytes(content)
        for verb in (
            ["classify", "-q", "-o", str(tmp_path / f"out{number}")],
            ["highlights", "--labels", "gun", "-o", "x"],
        ):
            main([*verb, "--model", str(model_folder), str(tmp_path / name)])
    told = capsys.readouterr()
    assert no_orders(told.out + told.err)
    assert told.err.count(SEEN.replace("/", "∕")) >= 1 and told.out.count(SEEN.replace("/", "∕")) >= 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a terminal of Linux")
def test_nor_on_a_terminal_with_its_progress_bar(tmp_path, model_folder):
    name = "[bold]x\x1b]0;owned\x07:skull:.mp4"
    write_video(tmp_path / name, 1.2)
    (tmp_path / f"bad{name}").write_bytes(b"no video")
    try:
        ours, theirs = os.openpty()
    except OSError as error:
        pytest.skip(f"there is no pseudo-terminal here ({error.strerror})")
    command = [sys.executable, str(ROOT / "run_app.py"), "classify", str(tmp_path), "-o", str(tmp_path / "out")]
    process = subprocess.Popen([*command, "--model", str(model_folder)], stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(120) == 1
    assert b"\x1b]0;" not in said and rb"[bold]x\x1b]0;owned\x07:skull:.mp4" in said


@pytest.mark.parametrize(
    "arguments",
    [["classify", "x", "-o", "o", "--device", EVIL], [EVIL], ["live", "x", EVIL], ["train", "x", "--name", EVIL]],
)
def test_wrong_use_is_told_without_markup(arguments, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert "[red]d[/red]" in told and no_orders(told) and told.count("\n") == 1


def test_what_no_encoding_takes_is_still_printed(tmp_path):
    (tmp_path / "日本.mp4").write_bytes(b"no video")
    done = run_program(
        "classify", tmp_path / "日本.mp4", "-o", tmp_path / "out", PYTHONIOENCODING="ascii:strict", PYTHONUTF8="0"
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr and r"\u65e5\u672c.mp4" in done.stderr


def test_a_bug_s_traceback_gives_no_orders_either(tmp_path):
    script = (
        "import runpy, sys, threading; sys.argv = ['run_app.py', 'info']; import app.commands as c; "
        "def_ = lambda *a, **k: (_ for _ in ()).throw(RuntimeError(chr(27) + '[31m http://u:hidden@h/'));"
        "c.main = def_; runpy.run_path('run_app.py', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "RuntimeError" in done.stderr
    assert "\x1b" not in done.stderr and "hidden" not in done.stderr


def test_tables_and_bars_show_names_as_they_are(capsys):
    print_table(EVIL, ("name", EVIL), [(EVIL, EVIL)])
    with Progress() as progress:
        progress.task(EVIL, 1)()
        progress.say(f"said {EVIL}")
    told = capsys.readouterr()
    assert no_orders(told.out + told.err)
    assert told.out.count(SEEN) == 4 and f"said {SEEN}" in told.err.replace("\n", "")


def summary_of(label: str) -> dict:
    figures = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 1}
    return {
        "videos": 1, "minutes": 1.0, "clip_accuracy": 0.5, "clips": 2, "time_accuracy": 0.5, "predictions": 2,
        "time_accuracy_inside": 0.5, "delay_median_s": 0.1, "delay_missed": 0, "delay_starts": 1, "ece": 0.1,
        "log_loss": 0.1, "labels": {name: {"clip": figures, "time": figures} for name in (label, "other")},
        "delay_median_s_by_label": {label: 0.1, "other": 0.1}, "confusion": [[1, 0], [0, 1]],
    }  # fmt: skip


@pytest.mark.parametrize("label", [EVIL, "$\\bad{$", "_x", "x|y", "[red]", "x" * 500])
def test_a_label_in_reports_and_pictures(label, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "2000")
    print_summary(summary_of(label), f"On {label}")
    told = capsys.readouterr().out
    assert no_orders(told) and label[:1] in told and ("[red]" in told) == ("[red]" in label)
    rows = [line for line in card_section(summary_of(label)).splitlines() if line.startswith("| ") and "true" in line]
    assert len(rows[0].replace(r"\|", "").split("|")) == 5 and no_orders(rows[0])
    picture = confusion_picture(summary_of(label), tmp_path / "picture.png", "clips")
    assert 0 < picture.stat().st_size < 2_000_000


def test_the_log_is_lines_of_text():
    secret = "hid" + "den"  # the traceback quotes this very line
    begin_log()
    try:
        raise FootageError(f"{EVIL}\nforged http://me:{secret}@cam/?token={secret}")
    except FootageError as error:
        note(f"{EVIL}\nforged rtsp://me:{secret}@cam/1", error)
    text = log_file().read_text(encoding="utf-8")
    first, *_ = text.splitlines()
    assert no_orders(text) and "hidden" not in text and SEEN in first and first.endswith("forged rtsp://cam/1")


@pytest.mark.parametrize(
    "text",
    ["../../etc/passwd", "..", ".", "", "a/b", "a\\b", "c:\\x", "CON", "nul.txt", "Com1", "x" * 400, "ü" * 400, "\0", "a\0b",
     "-rf", "~root", " x. ", "\ud800", "a\nb", "\u202egpj", "日本", "?*|<>\"", "e\u0301"],
)  # fmt: skip
def test_a_file_s_name_from_any_text(text, tmp_path):
    name = file_name(text)
    path = tmp_path / name
    path.write_text("x")
    assert path.parent == tmp_path and [one.name for one in tmp_path.iterdir()] == [name]
    assert Path(name).name == name and not set(name) & set('/\\:*?"<>|') and no_orders(name)
    assert len(name.encode()) <= 101 and name == name.strip(" .") and not name.startswith(("-", "~"))
    assert name.split(".")[0].lower() not in ("con", "nul", "com1")
