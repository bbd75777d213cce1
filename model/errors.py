"""The errors ``model`` raises for its users.

Each message is one sentence: what was received, what was expected, what to do.
"""


class ModelError(Exception):
    """A model folder is missing, incomplete, damaged or of an unknown kind."""


class FootageError(Exception):
    """Labelled footage is missing, unreadable or wrongly labelled."""


class MissingFileError(FootageError):
    """There is no file of that name."""


class OutputError(Exception):
    """Something cannot be written where it was asked for without losing what is there."""
