"""Run the benchmarks: `python -m benchmarks`, in any Python >= 3.11 with venv.

PyTorch goes into an environment of its own (`.venv-torch`), never into the book's.
"""

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("training", "loop", "sampling", "memory", "scaling")


def main():
    """Make the environment if need be, and measure in it, on one thread."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rounds", type=int, default=15, help="interleaved rounds")
    parser.add_argument(
        "--environment",
        type=Path,
        default=ROOT / ".venv-torch",
        help="folder of the environment that has, or will get, PyTorch",
    )
    parser.add_argument(
        "--write", action="store_true", help="put the tables into benchmarks/README.md"
    )
    given = parser.parse_args()
    if given.rounds < 1:
        parser.error(f"--rounds is {given.rounds}; give at least 1.")

    python = prepare(given.environment)
    threads = ("OMP", "OPENBLAS", "MKL")
    alone = {f"{name}_NUM_THREADS": "1" for name in threads}
    command = [python, "-m", "benchmarks.measure", str(given.rounds), *given.only]
    sys.exit(
        subprocess.run(
            command + ["--write"] * given.write,
            cwd=ROOT,
            env=os.environ | alone | {"PYTHONPATH": str(ROOT)},
        ).returncode
    )


def prepare(folder):
    """Return the Python of an environment that has NumPy and PyTorch."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        print(f"making {folder} ...", file=sys.stderr)
        venv.create(folder, with_pip=True)
    if subprocess.run(
        [python, "-c", "import torch, numpy"], capture_output=True
    ).returncode:
        print("installing torch 2.13.0 (a few hundred megabytes) ...", file=sys.stderr)
        install = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "torch==2.13.0",
            "numpy>=2",
        ]
        subprocess.run(install, check=True)
    return python


if __name__ == "__main__":
    main()
