"""Recorders of labelled gameplay, one folder a game."""
