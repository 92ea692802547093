"""The download menu in a reader's hands: by key, over http and from a stick."""

import json

import pytest

pytestmark = pytest.mark.browser


def focus(page, name):
    """Open the menu by key and go to one of its links."""
    page.get_by_role("button", name="Download this page").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=name).focus()


def holds_the_chapter(text, kind):
    assert "# The forget gate" in text
    assert kind == "py" or json.loads(text)["nbformat"] == 4


@pytest.mark.parametrize("form, kind", [("Notebook", "ipynb"), ("Python", "py")])
def test_a_chapter_is_saved_by_keys_alone(open_tab, form, kind):
    tab = open_tab("http")
    page = tab.open("book/forget-gate.html")
    focus(page, f"{form} (.{kind})")
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    assert saving.value.suggested_filename == f"forget-gate.{kind}"
    holds_the_chapter(saving.value.path().read_text(), kind)
    assert tab.messages == [] and tab.outside == []


@pytest.mark.parametrize("form, kind", [("Notebook", "ipynb"), ("Python", "py")])
def test_from_a_stick_it_opens_beside_the_page(open_tab, form, kind):
    tab = open_tab("file")
    page = tab.open("book/forget-gate.html")
    focus(page, f"{form} (.{kind})")
    with page.expect_popup() as opening:
        page.keyboard.press("Enter")
    holds_the_chapter(opening.value.inner_text("body"), kind)
    assert page.url.endswith("forget-gate.html")
    assert tab.messages == [] and tab.outside == []
