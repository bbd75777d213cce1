"""The errors ``app`` raises for its users.

Each message is one sentence: what was received, what was expected, what to do.
"""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right: the command line prints the sentence and exits with status 2."""


def cannot_save(path, error: OSError) -> UserError:
    """What to raise where ``path``, which the person did not choose file by file, cannot be written."""
    return UserError(
        f"Received {path} to save to: it cannot be written ({error.strerror or error}); choose another folder."
    )


class MissingLibraryError(UserError):
    """A library of the operating system (not a Python package) is missing."""
