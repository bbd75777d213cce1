"""A report as the process that teaches makes one."""

from __future__ import annotations

from pathlib import Path

SCORES = {
    "clips": 100, "accuracy": 0.9, "balanced_accuracy": 0.88, "recall": {"reload": 0.8, "vault": None, "others": 0.95},
    "confusion": [[40, 0, 10], [0, 0, 0], [2, 0, 48]], "calibration_error": 0.03,
}  # fmt: skip


def report(folder: Path, **changes) -> dict:
    """Of a model in ``folder`` that knows reload, vault and others."""
    return {
        "project": "My game", "name": "mygame-1", "folder": str(folder), "labels": ["reload", "vault", "others"],
        "counts": {label: {"moments": 3, "seconds": 2.5, "videos": 1} for label in ("reload", "vault", "others")},
        "held_out": SCORES, "first": False, "before": dict(SCORES, model="lrcn", accuracy=0.6), "better": True,
        "heads": {"linear": 0.8, "lstm": 0.85, "both": 0.9}, "chosen": "both", "warnings": ["vault: only from one video."],
        "mistakes": [{"video": "one", "time": 0.5, "label": "reload", "said": "others", "confidence": 0.8}],
        "check": [{"video": "one", "start": 0.2, "end": 0.9, "label": "reload", "confidence": 0.5},
                  {"video": "two", "start": 0.1, "end": 0.8, "label": "others", "confidence": 0.55}],
        "seconds": {"encoding": 20.0, "learning": 5.0, "all": 26.0},
    } | changes  # fmt: skip
