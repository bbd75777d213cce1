"""The program as a package: what is declared agrees with the clone, and an installed or bundled one works."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import main
from app.commands.desktop import entry_text
from app.installation import FULL, ROOT, SMALL
from app.program import MODULES

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    tomllib = pytest.importorskip("tomli")


def rows(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def test_the_package_asks_for_the_small_install_in_the_clone_s_versions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    full = {re.match(r"[\w-]+", row)[0]: row for row in rows(FULL)}
    assert sorted(project["dependencies"]) == sorted(full[name] for name in rows(SMALL))
    assert set(project["optional-dependencies"]["train"]) <= set(full.values())
    assert not any("tensorflow" in one for one in project["dependencies"])


def test_what_a_bundle_starts_of_itself_is_all_that_the_small_install_starts():
    found = set()
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "model" / "engine").rglob("*.py")]:
        found |= set(re.findall(r'"-m",\s*"([\w.]+)"', path.read_text(encoding="utf-8")))
    assert found - {"model.network.encoding_process", "pip"} == set(MODULES)  # that one is TensorFlow's


def test_an_entry_in_the_menu_comes_and_goes(tmp_path, monkeypatch, capsys):
    if not sys.platform.startswith("linux"):
        pytest.skip("menus of Linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["/a b/run_app.py"])
    assert main(["desktop"]) == 0
    entry = tmp_path / "applications" / "live-action-classifier.desktop"
    icon = tmp_path / "icons" / "hicolor" / "256x256" / "apps" / "live-action-classifier.png"
    assert (
        f'Exec="{sys.executable}" "/a b/run_app.py" live %f' in entry.read_text()
        and icon.read_bytes()[:4] == b"\x89PNG"
    )
    if shutil.which("desktop-file-validate"):
        assert subprocess.run(["desktop-file-validate", str(entry)]).returncode == 0
    assert main(["desktop"]) == 0  # its own is replaced
    assert main(["desktop", "--remove"]) == 0 and not entry.exists() and not icon.exists()
    entry.write_text("[Desktop Entry]\nName=mine\n")
    assert main(["desktop"]) == 2 and main(["desktop", "--remove"]) == 2 and "mine" in entry.read_text()


def test_a_path_is_quoted_as_the_specification_has_it():
    assert 'Exec="/a \\\\"b\\\\$ 5%%" live' in entry_text(['/a "b$ 5%'])


def use(program: list[str], folder: Path) -> None:
    """Label, keep and show a video with a program that was installed elsewhere, and see it do it."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {
        "LAC_CONFIG_DIR": str(folder / "config"), "QT_QPA_PLATFORM": "offscreen"
    }  # fmt: skip

    def run(*words: str) -> str:
        done = subprocess.run(
            [*program, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    video = str(ROOT / "app" / "assets" / "demo.mp4")
    run("classify", video, "--out", ".", "--quiet", "--format", "csv,json,otio,fcpxml,fcp7")
    found = json.loads((folder / "demo.json").read_text())
    assert {"gun", "chests"} <= {part["label"] for part in found["segments"]} and any(
        one["unfamiliarity"] for one in found["predictions"]
    )
    assert all((folder / f"demo.{kind}").stat().st_size > 1000 for kind in ("otio", "fcpxml", "xml"))
    run("library", "add", video)
    guns = [part for part in found["segments"] if part["label"] == "gun"]
    assert run("library", "find", "--label", "gun").count("gun  ") == len(guns)
    assert video in run("library", "like", f"{video}@5")
    version = importlib.metadata.version("opencv-python")
    assert re.search(rf"opencv-python +{re.escape(version)}", run("info"))
    # The networks that came with it were known: none had to be tried in a process of its own first.
    assert not (folder / "config" / "networks").exists()
    hook = f"{sys.executable} -c \"open('told', 'a').write('x')\""
    run("live", video, "--quit-after", "15", "--screenshot", "shot.png", "--on-label", hook)
    assert (folder / "shot.png").stat().st_size > 20_000 and (folder / "told").exists()


@pytest.mark.slow
def test_a_wheel_is_installed_and_used(tmp_path):
    """With the packages of this environment: downloading them is pip's business."""
    source = tmp_path / "source"
    for name in ("app", "model", "weights", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, (source / name) if copy is shutil.copytree else source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(tmp_path / "wheel"), str(source)], check=True)
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(tmp_path / "installed"), str(wheel)], check=True)
    start = f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); from app.program import main; main()"
    use([sys.executable, "-P" if sys.version_info >= (3, 11) else "-s", "-c", start], tmp_path)


@pytest.mark.slow
def test_a_bundle_is_made_and_used(tmp_path):
    pytest.importorskip("PyInstaller")
    spec = ROOT / "app" / "bundle" / "live-action-classifier.spec"
    folders = ["--distpath", str(tmp_path / "dist"), "--workpath", str(tmp_path / "build")]
    subprocess.run([sys.executable, "-m", "PyInstaller", "--noconfirm", *folders, str(spec)], check=True, cwd=tmp_path)
    use([str(tmp_path / "dist" / "live-action-classifier" / "live-action-classifier")], tmp_path)
