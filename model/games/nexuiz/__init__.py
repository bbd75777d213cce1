"""Nexuiz: gun, shooting and others, played by a script frame by frame, with the ground truth read from the game's server."""
