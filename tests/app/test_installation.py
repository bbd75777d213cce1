"""Setting the program up: what a new machine is told, what is run where, and what a start without a screen shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from app import installation
from app.installation import ROOT, SetupError, environment_python, install_system_packages
from tests.conftest import run_program


def names_in(requirements: Path) -> set[str]:
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return {found[0].lower() for line in lines if (found := re.match(r"[A-Za-z0-9][A-Za-z0-9-]*", line))}


def test_the_small_install_is_part_of_the_full_one():
    small, full = names_in(installation.SMALL), names_in(installation.FULL)
    assert small < full
    assert "tensorflow" in full - small


@pytest.fixture
def fresh_clone(tmp_path) -> Path:
    """The program's start as a machine without packages has it, and an environment that was set up to its end."""
    for name in (
        "app/__init__.py",
        "app/installation.py",
        "model/__init__.py",
        "model/safe_text.py",
        "model/addresses.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "app" / "requirements.txt").write_text("")
    (tmp_path / "run_app.py").write_text(
        "import sys; from pathlib import Path; from app.installation import continue_in_environment\n"
        "if sys.flags.no_site: continue_in_environment(Path(__file__), sys.argv[1:])\n"
        "print('running', sys.argv[1:]); sys.exit(7)\n"
    )
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="links to Python do not work there")
def test_without_packages_the_program_goes_on_in_its_own_environment(fresh_clone):
    environment = fresh_clone / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    (environment / ".installed-app").touch()
    # -S: no packages at all, as on a new machine.
    done = subprocess.run(
        [sys.executable, "-S", str(fresh_clone / "run_app.py"), "classify", "a b"], capture_output=True, text=True
    )
    assert done.stdout.split("\n")[0] == "running ['classify', 'a b']"
    assert done.returncode == 7


def test_an_environment_that_was_half_made_is_made_whole(tmp_path, monkeypatch):
    environment, requirements = tmp_path / ".venv", tmp_path / "requirements.txt"
    venv.create(environment, with_pip=False)  # as far as one comes that is ended before pip is there
    requirements.write_text("")
    monkeypatch.setattr(installation, "ENVIRONMENT", environment)
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation, "missing_system_packages", lambda programs: [])
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    python = environment_python(requirements)
    assert python.is_relative_to(environment)
    assert subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def wheel(folder: Path) -> Path:
    """A package ``whole`` with one module that prints its name."""
    path = folder / "whole-1-py3-none-any.whl"
    files = {
        "whole.py": "print('whole')\n",
        "whole-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: whole\nVersion: 1\n",
        "whole-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files["whole-1.dist-info/RECORD"] = "".join(f"{name},,\n" for name in [*files, "whole-1.dist-info/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_what_a_failed_pip_left_half_written_is_written_anew(tmp_path, monkeypatch):
    environment, requirements = tmp_path / ".venv", tmp_path / "requirements.txt"
    monkeypatch.setattr(installation, "ENVIRONMENT", environment)
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation, "missing_system_packages", lambda programs: [])
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    requirements.write_text(f"{wheel(tmp_path)}\n")
    python = environment_python(requirements)

    def says() -> str:
        return subprocess.run([python, "-m", "whole"], capture_output=True, text=True).stdout

    (module,) = environment.glob("**/whole.py")
    module.write_text("")
    environment_python(requirements)  # all was well: what is there is taken as it is
    assert says() == ""
    requirements.write_text(f"{tmp_path / 'missing-1-py3-none-any.whl'}\n")
    with pytest.raises(SetupError, match="start this again: what was downloaded is kept"):
        environment_python(requirements)
    requirements.write_text(f"{wheel(tmp_path)}\n")
    environment_python(requirements)
    assert says() == "whole\n"
    module.write_text("")
    environment_python(requirements)
    assert says() == ""


def test_a_python_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(installation, "SUPPORTED", ((3, 98), (3, 99)))
    with pytest.raises(SetupError, match=r"expected 3\.98 to 3\.99; start this with another Python"):
        environment_python(installation.SMALL)


@pytest.mark.skipif(os.name == "nt", reason="Debian only")
def test_who_is_not_root_gets_the_whole_line(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="`sudo apt-get install -y libgl1 xvfb`, then this again"):
        install_system_packages(["libgl1", "xvfb"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_the_demo_clip_is_classified_in_the_terminal():
    done = run_program(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    seconds = {label: float(time) for label, time in re.findall(r"█ (\w+) +([\d.]+) s", done.stdout)}
    assert set(seconds) == {"chop", "others", "gun", "chests", "shooting"}
    assert sum(seconds.values()) == pytest.approx(26.5, abs=0.5)
    assert "xvfb-run" in done.stdout


def test_a_verb_that_needs_the_full_install_says_so(tmp_path):
    blocked = tmp_path / "sitecustomize.py"
    blocked.write_text("import sys\nfor name in ('keras', 'tensorflow', 'h5py'): sys.modules[name] = None\n")
    done = run_program("convert", "b3", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "--setup-full" in done.stderr and "Traceback" not in done.stderr
