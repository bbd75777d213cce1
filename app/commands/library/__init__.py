"""``library``: many recordings, searched by what happens in them. A verb a file."""

from __future__ import annotations

import typer

from app.commands.library import add, check, find, like, reel, stats, watch

cli = typer.Typer(
    help="Keep what happens in a folder of recordings, and find it again.\n\n"
    "Everything is kept in one folder of your own disk; see app/README.md.",
    no_args_is_help=True,
)
cli.command("add")(add.add)
cli.command("watch")(watch.watch)
cli.command("find")(find.find)
cli.command("like")(like.like)
cli.command("stats")(stats.stats)
cli.command("reel")(reel.reel)
cli.command("check")(check.check)
