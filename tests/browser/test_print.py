"""What is meant for paper fits on it."""

import re

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
