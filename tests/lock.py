"""Resolve the three requirement files from pyproject.toml, with uv (`make lock`).

requirements.txt holds exact pins and `-e .`; requirements.lock the same with hashes and
without it, since pip refuses an editable install under --require-hashes.
"""

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = "uv pip compile pyproject.toml --universal --python-version 3.11 --quiet"
PLAIN = "--no-annotate --no-header --no-emit-package conveyor-belt"
BOOK = "# Exact pins, made by `make lock` from pyproject.toml.\n"


def compile_pins(*options):
    """Run uv's resolver and return the lines it prints."""
    command = [*COMPILE.split(), *PLAIN.split(), *options]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def main():
    """Write the three files."""
    pins = compile_pins("--extra", "book", "--upgrade")
    (ROOT / "requirements.txt").write_text(BOOK + "-e .\n" + pins)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as same:
        same.write(pins)
        same.flush()
        hashed = compile_pins("--extra", "book", "--generate-hashes", "-c", same.name)
        tests = compile_pins("--extra", "test", "-c", same.name)
    (ROOT / "requirements.lock").write_text(BOOK + hashed)
    (ROOT / "tests/requirements.txt").write_text(
        BOOK + "-r ../requirements.txt\n" + tests
    )


if __name__ == "__main__":
    main()
