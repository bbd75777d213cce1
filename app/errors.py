"""The errors ``app`` raises for its users.

Each message is one sentence: what was received, what was expected, what to do.
"""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right: the command line prints the sentence and exits with status 2."""


class MissingLibraryError(UserError):
    """A library of the operating system (not a Python package) is missing."""
