"""The Python environment that holds the peers; nothing else in the project needs it."""

import subprocess
import venv
from pathlib import Path

from comparison.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "peers"
PYTHON = FOLDER / "bin" / "python"
PACKAGES = ("torch", "openvino", "numpy")
SETUP = "to install it: python3 bench/side_by_side.py --setup"


def set_up() -> None:
    """Makes build/peers, or completes it. PyPI's torch for Linux brings CUDA along: 5.6 GB in all."""
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    done = subprocess.run([PYTHON, "-m", "pip", "install", *PACKAGES], check=False)
    if done.returncode != 0:
        raise Problem(f"pip could not install {', '.join(PACKAGES)} into {FOLDER}; what it says stands above")
