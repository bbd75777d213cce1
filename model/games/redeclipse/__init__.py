"""Red Eclipse: chop, gun, shooting and others, played frame by frame, with the ground truth that the game itself tells."""
