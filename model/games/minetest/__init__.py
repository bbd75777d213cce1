"""Minetest: chop, chests and others, with the ground truth written by a mod inside the game's server."""
