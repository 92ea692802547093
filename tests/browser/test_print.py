"""What is meant for paper fits on it, and nothing there asks to be pressed."""

import re

import pypdfium2
import pytest

pytestmark = pytest.mark.browser

LEAF = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_cheat_sheet_is_one_page(open_tab, paper):
    page = open_tab().open("book/cheat-sheet.html")
    page.wait_for_function("() => document.querySelector('mjx-container')")
    page.wait_for_timeout(500)
    assert len(LEAF.findall(page.pdf(format=paper))) == 1
    page.evaluate("document.querySelector('#cheat-sheet').style.fontSize = '14pt'")
    assert len(LEAF.findall(page.pdf(format=paper))) > 1, "pages are not counted"


@pytest.fixture
def printed(open_tab):
    """Return a function that prints a page of the site and reads the paper."""

    def read(name):
        page = open_tab().open(name)
        page.wait_for_function("() => document.querySelector('mjx-container')")
        sheets = pypdfium2.PdfDocument(page.pdf(format="A4"))
        return "\n".join(s.get_textpage().get_text_bounded() for s in sheets)

    return read


def test_a_chapter_on_paper_has_its_code_open_and_its_answers_shut(printed):
    text = printed("book/forget-gate.html")
    assert "jslink((slider" in text, "folded code is not on paper"
    assert "left after n steps" in text, "the still figure is not on paper"
    for shut in ("Show code cell", "Hide code cell", "Check\n", "kept = np.ones_like"):
        assert shut not in text
    assert "Solution to Exercise" in text


def test_what_a_reader_opened_is_printed(open_tab):
    page = open_tab().open("book/forget-gate.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    sheets = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = "\n".join(s.get_textpage().get_text_bounded() for s in sheets)
    assert "kept = np.ones_like" in text
