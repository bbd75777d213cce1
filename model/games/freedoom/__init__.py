"""Freedoom, played in ViZDoom, with true labels read from the engine."""
