"""Names and labels are text wherever they go. What comes from outside (the names of files, models, labels, cameras, and what
libraries say of them) goes through here before it is printed, logged, exported or made a file's name of.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import traceback
import unicodedata

from model.addresses import hide_secrets

# What a terminal obeys instead of showing it (C0 and C1), lone surrogates, line ends beyond "\n", and what turns the
# direction of writing or cannot be seen at all, so that one name looks like another.
_OBEYED = "\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_OBEYED += "\ud800-\udfff\U000e0000-\U000e007f"
_UNSAFE = re.compile(f"[{_OBEYED}]")
_UNSAFE_IN_LINES = re.compile(f"(?!\n)[{_OBEYED}]")
_SPACES = re.compile(r" *[\t\n\r]+\s*")
_NO_NAME = re.compile(f'[{_OBEYED}<>:"/\\\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL)
# What spreadsheets take for a formula, in Western and East Asian width; the apostrophe is how they are told it is text.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')


def one_line(text: object) -> str:
    """``text`` on one line, as it can be shown anywhere: what a terminal would obey is spelled out, ``\\x1b``."""
    return _UNSAFE.sub(_spelled_out, _SPACES.sub(" ", str(text)))


def plain_lines(text: str) -> str:
    """As ``one_line``, of a text that has lines of its own."""
    return _UNSAFE_IN_LINES.sub(_spelled_out, text)


def _spelled_out(found: re.Match) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def shown(text: object) -> str:
    """``text`` on one line and without the secrets of addresses: for a terminal, a log, a window."""
    return one_line(hide_secrets(str(text)))


def shortened(text: str, most: int) -> str:
    """``text`` of at most ``most`` characters, with ``…`` in its middle where it was longer."""
    return text if len(text) <= most else f"{text[: most // 2]}…{text[len(text) - (most - 1) // 2 :]}"


def counted(number: int, what: str) -> str:
    """A number of things in words, such as ``1 moment`` or ``12 moments``. what: one of them; more of them end in "s"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def say(text: object, error: bool = False) -> None:
    """Print one line for people, without the secrets of addresses. The only way to print.

    Args:
        text: What is printed, as ``str`` makes it.
        error: Whether on stderr.
    """
    _print(shown(text), error)


def say_lines(text: str) -> None:
    """Print a text that has lines of its own, their ends included, such as a table, without the secrets of addresses."""
    _print(plain_lines(hide_secrets(text)), False, end="")


def say_failure(error: BaseException) -> None:
    """Print the traceback of ``error``, a bug, on stderr."""
    _print(plain_lines(hide_secrets("".join(traceback.format_exception(error)))).rstrip(), True)


def open_closed_streams() -> None:
    """Give the program the standard streams that it was started without; what is printed there goes nowhere.

    Else the next file that is opened takes such a stream's number, and what libraries print is written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # takes the least number that is free: this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))


def flush_output() -> OSError | None:
    """Write what is printed on stdout and waits to be written. Call it last.

    Returns:
        Why it could not be, as on a full disk; None where it could. What waits then goes nowhere: Python would try again at
        its end, say so in its own words, and end with status 120.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return error
    return None


def print_failures_safely() -> None:
    """Have Python print through ``say_failure`` what nobody caught, in any thread."""

    def of_thread(happened: threading.ExceptHookArgs) -> None:
        if happened.exc_value is not None and happened.exc_type is not SystemExit:
            say_failure(happened.exc_value)

    sys.excepthook = lambda kind, error, trace: say_failure(error)
    threading.excepthook = of_thread


def _print(text: str, error: bool, end: str = "\n") -> None:
    stream = sys.stderr if error else sys.stdout
    if stream is not None:  # a program without a console has none
        encoding = stream.encoding or "utf-8"
        print(text.encode(encoding, "backslashreplace").decode(encoding), end=end, file=stream, flush=True)  # noqa: T201


def file_name(text: str, most: int = 100) -> str:
    """``text`` as (part of) a file's name that every system takes, and that stays in its folder.

    Args:
        text: Anything; different texts may give the same name.
        most: Bytes of UTF-8.
    """
    name = _NO_NAME.sub("_", unicodedata.normalize("NFC", text))
    name = name.encode("utf-8")[: max(1, most)].decode("utf-8", "ignore").strip(" .")
    if not name or name.startswith(("-", "~")) or _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name


def table_cell(text: str) -> str:
    """``text`` as a cell of a CSV that spreadsheets take for text and not for a formula; ``cell_text`` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def cell_text(cell: str) -> str:
    """What ``table_cell`` made ``cell`` of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def csv_line(*cells: str) -> str:
    """The line of a CSV (RFC 4180) with these cells, its end included; ``?`` for what UTF-8 cannot hold."""
    quoted = (f'"{cell.replace(chr(34), 2 * chr(34))}"' if _QUOTED.search(cell) else cell for cell in cells)
    return ",".join(quoted).encode("utf-8", "replace").decode("utf-8") + "\n"


def markdown_cell(text: str) -> str:
    """``text`` as a cell of a table in Markdown, where it neither begins another cell nor is markup."""
    return re.sub(r"([\\|`*\[\]<>])", r"\\\1", one_line(text))


def json_text(data: object, indent: int | None = None) -> str:
    """``data`` as JSON that is valid UTF-8 and can be shown on a terminal."""
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    return _UNSAFE_IN_LINES.sub(lambda found: json.dumps(found[0])[1:-1], text)
