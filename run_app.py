#!/usr/bin/env python3
"""Live action classifier: label what happens in a video. See ``run_app.py --help``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    from app.installation import continue_in_environment
    from model.safe_text import open_closed_streams, print_failures_safely

    open_closed_streams()
    continue_in_environment(Path(__file__).resolve(), sys.argv[1:])
    from app.commands import main

    print_failures_safely()
    sys.exit(main())
