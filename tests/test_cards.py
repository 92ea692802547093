"""Every link of a covered kind has a card, and a card is a sound copy."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import cards  # noqa: E402

BIB = """@misc{ada2020, author = {Ada, A. and Bell, B.}, title = {On belts},
year = {2020}, url = {https://example.org/belts}}"""
HOME = """# Home

A {term}`gate` reads what a {term}`belt` carries, by {eq}`eq-here` and {eq}`eq-there`,
not by {eq}`eq-wide`.
See {cite:t}`ada2020`, {cite:p}`ada2020`, {numref}`fig-belt` and {numref}`tab-sizes`.
Go on to [the *other* chapter](other.md), to {ref}`its end <the-end>`, or
to [what has no card](#tail) and [elsewhere](https://example.org).
Measured: {result}`forget-bias/shakespeare/bias-0/bpc` bits.

$$h = \\tanh(C)$$ (eq-here)

(tail)=
A paragraph with a label.

"""
OTHER = """# Another *chapter*

```{admonition} You will be able to
**Compute** a gate $f$, and **say** why.
```

$$\\begin{aligned} f &= \\sigma(z) \\\\
C &= f \\circ C_{t-1} \\end{aligned}$$ (eq-there)

$$C_T = i_T \\circ \\tilde C_T + f_T \\circ i_{T-1} \\circ \\tilde C_{T-1}
+ f_T \\circ f_{T-1} \\circ i_{T-2} \\circ \\tilde C_{T-2}$$ (eq-wide)

```{figure} belt.png
:name: fig-belt
:alt: a belt
What a **belt** carries.
```

```{table} How long things are
:name: tab-sizes
| a | b |
|---|---|
| 1 | 2 |
```

(the-end)=
## The end

First sentence.
Second, with *emphasis*.
Third.
"""
WORDS = """# Words

A page without formulas of its own; its card has none, and a {term}`belt` brings one.

```{glossary}
belt
  What carries $C$ from step to step.
  Short: B.
  See [another chapter](other.md).

gate
  A fraction.
```
"""
SCRIPT = r'bookCards\["(.+?)"\] = (.*);\n'
PAGES = {"index": HOME, "other": OTHER, "words": WORDS}
PAGES["plain"] = "# Plain\n\nNo formula here, but {eq}`eq-there`.\n"
PAGES["references"] = "# References\n\nAll of them.\n\n```{bibliography}\n```\n"


def build(folder):
    """Build a book of a few pages with the real configuration; return its site."""
    (folder / "book").mkdir()
    shutil.copy(ROOT / "_config.yml", folder)
    shutil.copytree(ROOT / "book/_ext", folder / "book/_ext")
    shutil.copytree(ROOT / "book/_static", folder / "book/_static")
    shutil.copy(ROOT / "book/_static/icon.png", folder / "book/belt.png")
    (folder / "book/references.bib").write_text(BIB)
    for name, text in PAGES.items():
        (folder / f"book/{name}.md").write_text(text)
    chapters = "".join(f"  - file: book/{name}\n" for name in PAGES if name != "index")
    toc = f"format: jb-book\nroot: book/index\nchapters:\n{chapters}"
    (folder / "_toc.yml").write_text(toc)
    command = [Path(sys.executable).parent / "jupyter-book", "build", folder]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    done = subprocess.run(
        [*command, "-W", "-n", "--keep-going"], capture_output=True, text=True, env=env
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build/html"


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("cards"))


def held(site):
    """Return {page: {anchor: HTML}} of all cards of a site."""
    found = {}
    for path in sorted((site / "_static/cards").rglob("*.js")):
        text = path.read_text()
        name, data = re.fullmatch(
            r'bookCards\["(.+?)"\] = (.*);\n', text, re.S
        ).groups()
        assert path == site / f"_static/cards/{name}.js"
        found[name] = json.loads(data)
    return found


def words(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


@cache
def article(path):
    text = path.read_text()
    found = text.find("<article"), text.rfind("</article>")
    return BeautifulSoup(text[slice(*found)], "html.parser")


def is_covered(page, anchor):
    """Whether links to such a thing promise a card."""
    if not anchor:
        return page.find("section").find("p", recursive=False) is not None
    node = page.find(id=anchor)
    kinds = {"dt", "figure", "math", "citation"} & {node.name, *node.get("class", [])}
    return bool(kinds) and (node.name != "dt" or anchor.startswith("term-"))


def links(site, name):
    """Yield (target page, anchor, marked) for the links in a page's text."""
    here = site / f"{name}.html"
    for link in article(here).select("a.reference.internal"):
        path, _, anchor = link["href"].partition("#")
        target = (here.parent / path if path else here).resolve()
        page = target.relative_to(site.resolve()).with_suffix("").as_posix()
        yield page, unquote(anchor), link.has_attr("data-card")


def faults(site):
    """Return what is wrong with the cards of a site, and how many links have one."""
    article.cache_clear()
    found, said, count = [], held(site), 0
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).with_suffix("").as_posix()
        if "_static" in path.parts or not article(path).find("section"):
            continue
        for page, anchor, marked in links(site, name):
            card = said.get(page, {}).get(anchor)
            count += marked
            if marked != bool(card):
                found.append(f"{name}: {page}#{anchor} is marked {marked}, has {card}")
            if not marked and is_covered(article(site / f"{page}.html"), anchor):
                found.append(f"{name}: {page}#{anchor} has no card")
    for page, card_of in said.items():
        for anchor, card in card_of.items():
            here, soup = f"{page}#{anchor}", BeautifulSoup(card, "html.parser")
            if re.search(r"\sid=|<a\b|<script|<button|\sname=|role=", card):
                found.append(f"{here} holds what only a page may hold")
            if str(soup).count("<") != card.count("<") or len(words(card)) < 12:
                found.append(f"{here} is not whole: {card}")
            pictures = [image["data-src"] for image in soup("img")]
            if not all((site / picture).exists() for picture in pictures):
                found.append(f"{here} shows what is not there: {pictures}")
    return found, count


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "anchor", "said"),
    [
        ("words", "term-gate", "gate A fraction."),
        ("words", "term-belt", r"belt What carries \(C\) from step to step. Short: B."),
        ("index", "equation-eq-here", r"Equation 1 Home \[h = \tanh(C)\]"),
        ("other", "the-end", "The end Another chapter First sentence. Second, with"),
        ("other", "fig-belt", "Fig. 1 Another chapter What a belt carries."),
        ("other", "tab-sizes", "Table 1 Another chapter How long things are"),
        (
            "other",
            "",
            r"Another chapter You will be able to compute a gate \(f\) ,",
        ),
    ],
)
def test_a_card_says_what_its_link_leads_to(small_site, page, anchor, said):
    assert words(held(small_site)[f"book/{page}"][anchor]).startswith(said)


@pytest.mark.slow
def test_the_other_page_s_equation_and_source_come_whole(small_site):
    found = held(small_site)
    equation = found["book/other"]["equation-eq-there"]
    assert r"C &amp;= f \circ C_{t-1} \end{aligned}" in equation
    (source,) = found["book/references"].values()
    assert (
        words(source)
        == "A. Ada and B. Bell. On belts. 2020. URL: https://example.org/belts."
    )
    assert 'data-src="_images/belt.png"' in found["book/other"]["fig-belt"]
    assert (small_site / "_images/belt.png").exists()


@pytest.mark.slow
def test_a_second_deal_changes_nothing(small_site):
    before = {p: p.read_bytes() for p in small_site.rglob("*") if p.is_file()}
    site = cards.Site(small_site)
    for path in sorted(small_site.rglob("*.html")):
        site.mark(path)
    site.write()
    assert before == {p: p.read_bytes() for p in small_site.rglob("*") if p.is_file()}


@pytest.mark.slow
def test_what_has_no_card_is_not_marked(small_site):
    marks = {anchor: mark for _, anchor, mark in links(small_site, "book/index")}
    assert len(marks) == 11 and marks.pop("tail") is False
    assert all(marks.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("_static/cards/book/words.js", '"term-gate"', '"term-gait"'),
        ("_static/cards/book/other.js", "<p>What", '<p id=\\"one\\">What'),
        ("_static/cards/book/other.js", "belt.png", "lost.png"),
        ("_static/cards/book/other.js", "<em>emphasis</em>", "<em>emphasis"),
        ("_static/cards/book/words.js", "<p>A fraction.</p>", ""),
        ("book/index.html", " data-card", ""),
    ],
)
def test_a_defect_is_found(small_site, tmp_path, path, old, new):
    assert faults(small_site) == ([], 14)
    site = shutil.copytree(small_site, tmp_path / "site")
    text = (site / path).read_text()
    assert old in text
    (site / path).write_text(text.replace(old, new, 1))
    assert faults(site)[0]


def test_every_link_of_the_book_that_promises_a_card_has_one():
    assert (SITE / "index.html").exists(), "no built book: run `make book` first"
    found, count = faults(SITE)
    assert found == [] and count > 300
    files = sorted((SITE / "_static/cards").rglob("*.js"))
    sizes = {path.stem: path.stat().st_size for path in files}
    print(f"{count} links, {sum(sizes.values())} bytes of cards: {sizes}")
    assert max(sizes.values()) <= 40_000 and sum(sizes.values()) <= 150_000
