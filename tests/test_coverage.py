"""Every topic that the book promises stands where `coverage.toml` says."""

import re
import tomllib
from pathlib import Path

import pytest
from docutils.nodes import make_id

ROOT = Path(__file__).resolve().parent.parent
BOOK, SITE = ROOT / "book", ROOT / "_build" / "html" / "book"
TABLE = tomllib.loads((ROOT / "tests/coverage.toml").read_text(encoding="utf-8"))
ROWS = [row for kind in TABLE.values() for row in kind]
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*\s*?$", re.M | re.S)
HEADING = re.compile(r"^(#+) (.+)$", re.M)


def sections(page):
    """Return anchor -> text up to the next heading, for each heading of a page."""
    hidden = CODE.sub(lambda code: code.group().replace("#", "\0"), page)
    found = list(HEADING.finditer(hidden))
    ends = [match.start() for match in found[1:]] + [len(page)]
    return {
        make_id(re.sub(r"[*`${}]", "", match.group(2))): page[match.end() : end]
        for match, end in zip(found, ends, strict=True)
    }


def missing(row, read):
    """Say what is wrong with a row, or nothing; `read` gives the text of a page."""
    page, _, anchor = row["at"].partition("#")
    known = sections(read(page))
    if anchor not in known:
        return f"{page} has no heading {anchor!r}; it has {', '.join(known)}"
    if " ".join(row["says"].split()) not in " ".join(known[anchor].split()):
        return f"{row['at']} does not say {row['says']!r}"
    return None


def source(page):
    return (BOOK / f"{page}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["at"])
def test_the_topic_stands_there(row):
    assert set(row) == {"title", "at", "says"}
    assert missing(row, source) is None


def test_titles_stand_once_and_errors_are_collected():
    titles = [row["title"] for row in ROWS]
    assert len(titles) == len(set(titles))
    assert set(TABLE) == {"topic", "error"}
    pages = {row["at"].partition("#")[0] for row in TABLE["error"]}
    collected = source("not-quite-so")
    for page in pages - {"not-quite-so"}:
        assert f"({page}.md)" in collected, f"the collection does not lead to {page}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["at"])
def test_the_built_page_has_the_anchor(row):
    page, _, anchor = row["at"].partition("#")
    built, written = SITE / f"{page}.html", BOOK / f"{page}.md"
    if not built.exists() or built.stat().st_mtime < written.stat().st_mtime:
        pytest.skip("not built since it was written: run `make book`")
    assert f'id="{anchor}"' in built.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "at, says, wrong",
    [
        ("page#nowhere", "a word", "no heading"),
        ("page#here", "another word", "does not say"),
        ("page#here", "elsewhere", "does not say"),
        ("page#not-a-heading", "x", "no heading"),
    ],
)
def test_what_is_not_there_is_missed(at, says, wrong):
    page = (
        "# T\n\n## Here\na\nword\n```python\n# not a heading\n```\n## There\nelsewhere"
    )
    row = {"at": at, "says": says}
    assert wrong in missing(row, lambda _: page)
    assert missing({"at": "page#here", "says": "a word"}, lambda _: page) is None
