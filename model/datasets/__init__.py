"""Labelled footage: reading it, checking it, and copies of it in another look."""
