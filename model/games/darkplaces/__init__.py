"""The DarkPlaces engine, which Nexuiz and LibreQuake run on: played by a script frame by frame, filmed in game time."""
