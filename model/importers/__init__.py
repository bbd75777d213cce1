"""Checkpoints of other programs, read into this program's format."""
