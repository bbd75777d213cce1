"""Labelled footage: recording it from Freedoom, reading it, checking it."""
