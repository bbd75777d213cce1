"""The table of shortcuts, from which the window's keys and the sheet of keys are made."""

from __future__ import annotations

from collections import Counter

import pytest

from app.shortcuts import PARTS, SHORTCUTS, shown_key


def test_no_key_does_two_things_and_no_action_is_listed_twice():
    keys = Counter(key for row in SHORTCUTS for group in row.actions.values() for key in group)
    actions = Counter(name for row in SHORTCUTS for name in row.actions)
    assert max(keys.values()) == 1 and max(actions.values()) == 1
    assert all(row.what and row.where in PARTS and all(row.actions.values()) for row in SHORTCUTS)


@pytest.mark.parametrize(
    ("key", "shown"),
    [("Left", "←"), ("Shift+Right", "Shift →"), ("Ctrl+Shift+Z", "Ctrl Shift Z"), ("Ctrl+,", "Ctrl ,"), ("?", "?")],
)
def test_keys_are_shown_as_people_write_them(key, shown):
    assert shown_key(key) == shown
