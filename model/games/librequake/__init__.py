"""LibreQuake: chop, gun, shooting and others, played by a script frame by frame, with the ground truth read from its server."""
