"""Make one edition: `python -m editions book.pdf` or `python -m editions book.epub`."""

import argparse
import time
from pathlib import Path

from . import ebook, paper
from .contents import Book
from .tab import NoBrowser

MAKERS = {".pdf": paper.make, ".epub": ebook.make}


def main(arguments=None):
    """Make the file; say how large it is and how long it took."""
    parser = argparse.ArgumentParser(prog="editions", description=__doc__)
    parser.add_argument("file", type=Path, help="what to write: NAME.pdf or NAME.epub")
    parser.add_argument("--site", type=Path, default=Path("_build/html"))
    parser.add_argument("--root", type=Path, default=Path("."), help="of the book")
    asked = parser.parse_args(arguments)
    make = MAKERS.get(asked.file.suffix)
    if not make:
        parser.error(f"{asked.file} is neither .pdf nor .epub: name one of the two")
    if not (asked.site / "index.html").exists():
        parser.error(f"no built book in {asked.site}: run `make book` first")
    began = time.monotonic()
    try:
        said = make(Book.read(asked.root), asked.site.resolve(), asked.file)
    except NoBrowser as trouble:
        parser.error(str(trouble))
    size = asked.file.stat().st_size / 1e6
    print(f"{asked.file}: {said}, {size:.1f} MB, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
