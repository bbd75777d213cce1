"""Stands for the process that teaches, in its own protocol: ``python fake_process.py SCRIPT PROJECT`` says the lines of SCRIPT.

``OPTIONS`` in a line stands for what follows PROJECT. A line ``wait`` waits until it is ended, as a long encoding would.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

for line in Path(sys.argv[1]).read_text().splitlines():
    while line == "wait":
        time.sleep(0.05)
    print(line.replace("OPTIONS", " ".join(sys.argv[3:])), flush=True)
