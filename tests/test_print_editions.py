"""The book on paper and on an e-reader: two chapters of it always, all in the audit."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from tests.print_checks import Printed, check_epub, check_pdf, check_references

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import published  # noqa: E402
from editions.contents import Book  # noqa: E402

TWO = """format: jb-book
root: book/index
parts:
  - caption: The LSTM, step by step
    chapters:
      - file: book/forget-gate
  - caption: To look things up
    chapters:
      - file: book/cheat-sheet
"""
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("editions")]


def edition(target, root=ROOT, site=SITE):
    """Run the command of `make book.pdf`; return what it said."""
    command = [sys.executable, "-m", "editions", target, "--root", root, "--site", site]
    paths = os.pathsep.join([str(ROOT / "book/_ext"), str(ROOT)])
    env = os.environ | {"PYTHONPATH": paths}
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, env=env
    )


def made(target, root=ROOT):
    """Make an edition, or say why there can be none."""
    assert (SITE / "index.html").exists(), "no built book: run `make book` first"
    done = edition(target, root)
    if "no Chromium" in done.stderr and os.environ.get("CI") != "true":
        pytest.skip("no Chromium: set CHROMIUM to one")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr, "something is wider than the paper"
    print(done.stdout)
    return target


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A book of the first page and two chapters of the real site."""
    root = tmp_path_factory.mktemp("small")
    shutil.copy(ROOT / "_config.yml", root)
    (root / "_toc.yml").write_text(TWO)
    return Book.read(root)


@pytest.fixture(scope="module")
def paper(small):
    return Printed(made(small.root / "book.pdf", small.root))


@pytest.fixture(scope="module")
def ebook(small):
    return made(small.root / "book.epub", small.root)


def test_two_chapters_on_paper(small, paper):
    check_pdf(paper, small)
    assert "def kept_to_end" in paper.text, "code is missing"
    assert "tanh" in paper.text, "a formula is missing"
    assert "raise NotImplementedError" in paper.text
    assert "Show code cell" not in paper.text
    assert "left after n steps" in paper.text, "a figure is missing"


def test_answers_stand_after_the_questions_on_paper(paper):
    asked = next(n for n, text in enumerate(paper.texts) if "Your number:" in text)
    said = next(n for n, text in enumerate(paper.texts) if "You sent the belt" in text)
    assert said > asked
    assert f"Answers, page {said + 1}" in paper.texts[asked]


def test_the_cheat_sheet_keeps_to_one_page(small, paper):
    (start,) = [page for _, title, page in paper.outline() if title == "Cheat sheet"]
    assert start == len(paper.texts)


def test_two_chapters_for_an_e_reader(small, ebook):
    texts = check_epub(ebook, small, SITE)
    chapter = "".join(texts["forget-gate.xhtml"].itertext())
    for said in (
        "Your number: ______",
        "✓ 1.8",
        "Answers and hints",
        "def kept_to_end",
    ):
        assert said in chapter
    assert "Check" not in chapter.split()


def test_a_book_is_the_same_twice(small, ebook):
    again = made(small.root / "again.epub", small.root)
    with zipfile.ZipFile(ebook) as one, zipfile.ZipFile(again) as two:
        assert one.namelist() == two.namelist()
        assert all(one.read(n) == two.read(n) for n in one.namelist() if "opf" not in n)


@pytest.mark.parametrize(
    "old, new",
    [
        ('href="#', 'href="#nowhere-'),
        ('src="figures/', 'src="https://example.org/'),
        ('id="in-three-sentences', 'id="sources" title="'),
    ],
)
def test_a_damaged_book_is_found_out(small, ebook, old, new):
    with zipfile.ZipFile(ebook) as archive:
        text = archive.read("EPUB/forget-gate.xhtml").decode()
        damaged = text.replace(old, new, 1).replace(
            'href="forget-gate.xhtml#', 'href="#'
        )
        assert damaged != text
        with pytest.raises(AssertionError):
            tree = ElementTree.fromstring(damaged)
            check_references(archive, {"forget-gate.xhtml": tree})


@pytest.mark.parametrize(
    "name, site, said",
    [
        ("book.doc", SITE, "neither .pdf nor .epub"),
        ("book.pdf", ROOT / "no-site", "run `make book` first"),
    ],
)
def test_bad_wishes_are_answered_in_a_sentence(tmp_path, name, site, said):
    done = edition(tmp_path / name, site=site)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / name).exists()


def test_the_first_page_leads_to_what_is_put_beside_it():
    app = SimpleNamespace(config=SimpleNamespace(root_doc="book/index"))
    page = {"body": "", "pathto": lambda name, resource: f"../{name}"}
    published.offer_editions(app, "book/gru", "", page, None)
    assert page["body"] == ""
    published.offer_editions(app, "book/index", "", page, None)
    assert re.findall('href="([^"]+)"', page["body"]) == ["../book.pdf", "../book.epub"]
    done = subprocess.run(["make", "-n", "published"], cwd=ROOT, capture_output=True)
    assert b"cp book.pdf book.epub _build/html" in done.stdout


@pytest.mark.audit
def test_the_whole_book_on_paper(tmp_path):
    book, printed = Book.read(ROOT), Printed(made(tmp_path / "book.pdf"))
    check_pdf(printed, book)
    assert len(printed.texts) > 4 * len(book.pages)


@pytest.mark.audit
def test_the_whole_book_for_an_e_reader(tmp_path):
    check_epub(made(tmp_path / "book.epub"), Book.read(ROOT), SITE)
