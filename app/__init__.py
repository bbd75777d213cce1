"""What people use: sources, capture, decisions, the window and the command line. Never imports TensorFlow."""

import os

# NumPy's OpenBLAS, before it is loaded: one thread. All matrices here are small, and what is watched is often a game that keeps
# the cores busy: threads that share a product then mostly wait for each other, in busy loops. A taught head took 12 ms for a
# frame instead of 0.5, and learning one twice as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
