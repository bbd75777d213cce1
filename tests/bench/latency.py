"""The window's latency, on the real program: ``python -m tests.bench.latency VIDEO [--seconds 60] [--record]``.

VIDEO: best 1280x720 at 30 or 60 frames/s and longer than the run. A screen or Xvfb is needed. Prints the report of the
window, and whether each figure keeps to its limit; exit status 1 where one does not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMITS = {
    "capture_to_paint_ms_p50": 20.0,
    "capture_to_paint_ms_p99": 50.0,
    "capture_to_label_ms_p50": 60.0,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--record", action="store_true", help="record the picture, annotated and raw, meanwhile")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "run_app.py", "live", options.video, "--quit-after", str(options.seconds)]
        command += ["--report", str(report)]
        if options.record:
            command += ["--record", str(Path(folder) / "record.mkv"), "--record-what", "both"]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "LAC_CONFIG_DIR": folder})
        figures = json.loads(report.read_text(encoding="utf-8"))
    print(json.dumps(figures, indent=2))
    kept = True
    for name, limit in LIMITS.items():
        kept &= figures[name] <= limit
        print(
            f"{name}: {figures[name]:.1f} of {limit:.0f} ms at most: {'kept' if figures[name] <= limit else 'NOT KEPT'}"
        )
    print(
        f"painted: {figures['painted_fps']:.2f} of {figures['capture_fps']:.2f} frames/s; dropped: {figures['drops'] or 'none'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
