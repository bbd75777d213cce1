"""The sound of recordings: decoded from a moment on, played in step with the picture."""

RATE = 48_000  # samples a second of all that is decoded and played, in stereo
SLOWEST, FASTEST = 0.5, 2.0  # times its own speed: beyond, speech is not understood, and nothing is heard
