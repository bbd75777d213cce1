#!/usr/bin/env python
"""Live action classifier: label what happens in a video. See ``run_app.py --help``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    from app.commands import main

    sys.exit(main())
