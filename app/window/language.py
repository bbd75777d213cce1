"""The window's languages: Qt Linguist's files in ``app/assets/translations``; what is not in them stays English.

Words that come from outside, such as labels and names of files, are never translated.
"""

from __future__ import annotations

import xml.etree.ElementTree as xml
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).parents[1] / "assets" / "translations"
CONTEXT = "window"
_installed: list[QTranslator] = []  # Qt keeps no reference


def tr(text: str, /, **values: object) -> str:
    """One of the program's own texts, in the language of the window.

    Args:
        text: In English, with ``{name}`` where a value comes.
        values: What comes there, by name; such as names and numbers, which are nobody's to translate.

    Returns:
        The text with its values.
    """
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said


def languages() -> tuple[str, ...]:
    """The languages there are besides English, such as ``de``."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.ts")))


def words_of(language: str) -> dict[str, str]:
    """What a language calls the program's words; empty where there is no file of it.

    Args:
        language: One of ``languages``.

    Returns:
        Its words by the English ones.
    """
    path = FOLDER / f"{language}.ts"
    if language not in languages():
        return {}
    found = {}
    for message in xml.parse(path).iter("message"):
        said = message.findtext("translation")
        if said:
            found[message.findtext("source")] = said
    return found


class _Words(QTranslator):
    """Looks words up in a dictionary: compiled files would need Qt's own tools to make."""

    def __init__(self, words: dict[str, str]):
        super().__init__()
        self._words = words

    def isEmpty(self) -> bool:
        return not self._words

    def translate(self, context, source, disambiguation=None, n=-1):
        return self._words.get(source) if context == CONTEXT else None  # None: somebody else may know it


def use_language(wanted: str) -> str:
    """Speak a language from now on; widgets that are there keep theirs.

    Args:
        wanted: ``en``, one of ``languages``, or ``system`` for that of the system.

    Returns:
        The language that is spoken.
    """
    application = QCoreApplication.instance()
    for before in _installed:
        application.removeTranslator(before)
    _installed.clear()
    language = QLocale.system().name().split("_")[0] if wanted == "system" else wanted
    words = words_of(language)
    if not words:
        return "en"
    own = QTranslator()  # Qt's own dialogs and buttons
    own.load(f"qtbase_{language}", QLibraryInfo.location(QLibraryInfo.TranslationsPath))
    for translator in (own, _Words(words)):
        application.installTranslator(translator)
        _installed.append(translator)
    return language
