"""What people use: sources, capture, decisions, the window and the command line. Never imports TensorFlow."""

import os

# NumPy's OpenBLAS, before it is loaded: after a product its threads wait for the next one in a busy loop of 2**20 ticks of
# the machine's counter (0.4 ms), no longer of 2**26 (28 ms): at ten predictions a second that was a quarter of a core.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "20")
