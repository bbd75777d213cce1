"""``info``: what a bug report needs."""

from __future__ import annotations

from model.safe_text import say

PACKAGES = (
    "numpy",
    "opencv-python",
    "PyQt5",
    "ai-edge-litert",
    "collections-extended",
    "typer",
    "rich",
    "psutil",
    "tensorflow",
    "tensorflow-cpu",
    "keras",
    "vizdoom",
)


def info() -> None:
    """Print versions, the machine and the models there are."""
    import importlib.metadata
    import os
    import platform

    from app.settings import DEMO_CLIP, settings_file
    from model.errors import ModelError
    from model.registry import list_models
    from model.spec import read_spec

    def version(package: str) -> str:
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return "not installed"

    lines = [
        ("python", platform.python_version()),
        ("system", platform.platform()),
        ("processor", f"{platform.machine()}, {os.cpu_count()} cores"),
        *((package, version(package)) for package in PACKAGES),
        ("settings", str(settings_file())),
        ("demo clip", str(DEMO_CLIP) if DEMO_CLIP.is_file() else "missing"),
    ]
    for folder in list_models():
        try:
            spec = read_spec(folder)
            described = f"{spec.backbone}, {spec.clip_length} frames at {spec.sample_fps:g}/s, {', '.join(spec.labels)}"
        except ModelError as error:
            described = str(error)
        lines.append(("model", f"{folder.name}: {described}"))
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        say(f"{name:<{width}}  {value}")
