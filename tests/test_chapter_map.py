"""The map of the chapters is drawn from the table, and says what the table says."""

import re
import sys
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import chapter_map  # noqa: E402

PAGE = ROOT / "book" / "index.md"
ROWS = re.findall(r"^\| \[(.+?)\]\((.+?)\.md\) \| (.+?) \|$", PAGE.read_text(), re.M)
NAMES = [name for name, _, _ in ROWS]


def test_every_chapter_stands_in_the_map_in_the_order_of_the_book():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    parts = [part["chapters"] for part in toc["parts"]]
    files = [Path(entry["file"]).name for part in parts for entry in part]
    last = files.index("pytorch-and-keras")
    assert [file for _, file, _ in ROWS] == files[: last + 1]


@pytest.mark.parametrize("place", range(len(ROWS)))
def test_each_chapter_builds_on_chapters_before_it(place):
    said = ROWS[place][2]
    found = chapter_map.needs(said, NAMES)
    assert all(k < place for k in found), said
    assert bool(found) != (said == "nothing in this book"), said
    left = said
    for k in found:
        left = left.replace(NAMES[k], "")
    allowed = r"nothing in this book|its first question|the story of each gate"
    assert not re.sub(allowed + r"|[,; ]", "", left), f"not drawn: {left}"


def test_the_drawing_has_an_arc_for_each_need():
    page = BeautifulSoup(
        chapter_map.draw([(f"{f}.html", n, said) for n, f, said in ROWS]), "html.parser"
    )
    items = page.find_all("li")
    assert [item.a.text for item in items] == NAMES
    for place, (item, row) in enumerate(zip(items, ROWS, strict=True)):
        drawn = {path["d"] for path in item.find_all("path")}
        wanted = chapter_map.needs(row[2], NAMES)
        assert drawn == {chapter_map.arc(place - k) for k in wanted}
