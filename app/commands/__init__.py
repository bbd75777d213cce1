"""The command line. Each verb imports what it needs when it runs, so that ``--help`` answers at once."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from app.commands import (
    benchmark,
    classify,
    convert,
    desktop,
    evaluate,
    footage,
    highlights,
    import_,
    info,
    library,
    live,
    models,
    teach,
    terminal_demo,
    train,
    triggers,
)
from model.program_name import full_install, games_install, program_name, small_install
from model.safe_text import flush_output, say

EXIT_FAILED = 1
EXIT_WRONG_USE = 2
EXIT_INTERRUPTED = 130
# Packages that the small install leaves out, or that an environment of an earlier version lacks, and what brings them.
OPTIONAL: dict[str, Callable[[], str]] = {
    **dict.fromkeys(("tensorflow", "keras", "h5py", "matplotlib", "ai_edge_quantizer"), full_install),
    **dict.fromkeys(("vizdoom", "omg"), games_install),
    "duckdb": small_install,
}

cli = typer.Typer(
    help="Labels what happens in a video, live: from a webcam, a file or a stream.\n\n"
    "Without a verb it opens the window on the last source, or on the demo clip.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.callback(invoke_without_command=True)
def window_by_default(
    context: typer.Context,
    reset_settings: Annotated[bool, typer.Option("--reset-settings", help="Forget all settings, then go on.")] = False,
) -> None:
    if reset_settings:
        from app.settings import reset_settings as forget

        forget()
    if context.invoked_subcommand is None:
        from app.runtime_env import has_display

        if has_display():
            live.live()
        terminal_demo.show()


cli.command("live")(live.live)
cli.command("classify")(classify.classify)
cli.command("highlights")(highlights.highlights)
cli.add_typer(footage.cli, name="footage")
cli.command("triggers")(triggers.triggers)
cli.add_typer(library.cli, name="library")
cli.command("train")(train.train)
cli.command("teach")(teach.teach)
cli.command("import")(import_.import_)
cli.command("convert")(convert.convert)
cli.command("evaluate")(evaluate.evaluate)
cli.command("benchmark")(benchmark.benchmark)
cli.command("desktop")(desktop.desktop)
cli.command("models")(models.models)
cli.command("info")(info.info)


def _named(base: type, name: str) -> type:
    """The ancestor of a class by its name: Typer's newer versions carry their own copy of click, older ones do not."""
    return next(ancestor for ancestor in base.__mro__ if ancestor.__name__ == name)


_CLICK_ERROR = _named(typer.BadParameter, "ClickException")


def _is_for_the_user(error: Exception) -> bool:
    from app.errors import UserError

    if isinstance(error, UserError):
        return True
    errors = sys.modules.get("model.errors")  # not imported: then it raised nothing either
    return errors is not None and isinstance(error, (errors.ModelError, errors.FootageError, errors.OutputError))


def _instead(error: Exception, arguments: list[str] | None) -> str:
    """What to do about wrong words: somebody who gave a video alone wants it shown or labelled."""
    words, program = sys.argv[1:] if arguments is None else arguments, program_name()
    if str(error.format_message()).startswith("No such command") and os.path.exists(words[0]):
        return f"`{program} live SOURCE` shows it with its labels, `{program} classify VIDEO` writes them down."
    return f"See `{program} --help`."


def _failed(error: OSError) -> int:
    """Say that the machine could not do something, such as write to a full disk; returns the exit status."""
    from app.log import begin_log, log_file, note

    begin_log()
    note(f"It ended: {error}", error)
    with contextlib.suppress(OSError):  # standard error may be what is full
        say(
            f"Received a failure of the system: {error}; put it right and run this again. Log: {log_file()}", error=True
        )
    return EXIT_FAILED


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    What a person can put right is one line on stderr; a bug shows its traceback.

    Args:
        arguments: What follows the program's name; None: what it was started with.

    Returns:
        The exit status: 0 done, 1 some inputs failed, 2 wrong use, 130 interrupted.
    """
    status = _run(arguments)
    lost = flush_output()
    return _failed(lost) if lost is not None and status == 0 else status


def _run(arguments: list[str] | None) -> int:
    """See ``main``."""
    try:
        status = cli(args=arguments, prog_name=program_name(), standalone_mode=False)
    except _CLICK_ERROR as error:
        say(f"{error.format_message()} {_instead(error, arguments)}", error=True)
        return EXIT_WRONG_USE
    except (typer.Abort, KeyboardInterrupt):
        status = EXIT_INTERRUPTED
    except typer.Exit as stop:
        status = stop.exit_code
    except ModuleNotFoundError as error:
        name = (error.name or "").split(".")[0]
        if name not in OPTIONAL:
            raise
        say(f"Received an install without {name}, which this needs: {OPTIONAL[name]()}, then this again.", error=True)
        return EXIT_WRONG_USE
    except Exception as error:
        if isinstance(error, OSError) and not _is_for_the_user(error):
            return _failed(error)
        if not _is_for_the_user(error):
            raise
        say(error, error=True)
        return EXIT_WRONG_USE
    if status == EXIT_INTERRUPTED:  # Typer turns Ctrl-C into this status, or into Abort, by its version
        say("Interrupted.", error=True)
    return status if isinstance(status, int) else 0
