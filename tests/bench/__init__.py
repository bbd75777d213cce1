"""What is measured: programs that people run, each with its own ``--help`` or first lines."""

import app  # noqa: F401  (before NumPy, as in the program: it takes one thread)
