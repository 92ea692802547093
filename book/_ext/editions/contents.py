"""What the book is made of, read from its own `_toc.yml` and `_config.yml`."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

from lstm_src import __version__

SUBTITLE = "An interactive book on LSTM networks"
NOTE = (
    "In this edition nothing moves: each explorable is a figure at one setting.",
    "What a page of the site folds away, answers and hints and some of the code, "
    "stands at the end of its chapter.",
)


@dataclass
class Book:
    """Names and order of a book's pages.

    Attributes:
        parts: one `{"caption": ..., "pages": [docname, ...]}` a part; the first has the
            root page alone and no caption.
    """

    title: str
    author: str
    language: str
    rights: str
    parts: list
    date: datetime
    version: str = __version__
    subtitle: str = SUBTITLE
    root: Path = field(default=Path("."))

    @classmethod
    def read(cls, root):
        """Read the book whose configuration lies in a folder."""
        config, toc = (
            yaml.safe_load((root / name).read_text(encoding="utf-8"))
            for name in ("_config.yml", "_toc.yml")
        )
        parts = [{"caption": "", "pages": [toc["root"]]}]
        for part in toc.get("parts", []):
            pages = [chapter["file"] for chapter in part["chapters"]]
            parts.append({"caption": part["caption"], "pages": pages})
        return cls(
            title=config["title"],
            author=config["author"],
            language=config["sphinx"]["config"]["language"],
            rights=config["copyright"],
            parts=parts,
            date=date_of(root),
            root=root,
        )

    @property
    def pages(self):
        """The docname of every page, in the order of reading."""
        return [page for part in self.parts for page in part["pages"]]


def date_of(root):
    """Return the date of the last commit, so that equal books are equal files."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        done = subprocess.run(command, capture_output=True, text=True)
        given = done.stdout.strip() or time.time()
    return datetime.fromtimestamp(int(given), UTC)
