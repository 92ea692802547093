"""Margin notes stand beside the text where there is room, else within it."""

import pytest

from tests.browser.conftest import SITE, pages

pytestmark = pytest.mark.browser
BOXES = """() => [...document.querySelectorAll("aside.margin")].map(note => {
  const column = note.parentElement.getBoundingClientRect();
  const { left, right, height } = note.getBoundingClientRect();
  return { height, before: left - column.left, beyond: right - column.right,
           room: document.documentElement.clientWidth - right,
           hidden: note.scrollWidth - note.clientWidth }; })"""


def noted():
    return [
        name for name in pages() if '<aside class="margin' in (SITE / name).read_text()
    ]


@pytest.fixture(params=noted() or [None])
def page(request, open_tab, site):
    assert request.param, "no page has a note"
    return open_tab().open(request.param)


def boxes(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate(BOXES)
    assert found and all(box["height"] > 0 and box["hidden"] <= 0 for box in found)
    return found


def test_beside_the_text_where_there_is_room_else_within(page):
    for width in (1600, 1280, 1200):
        for box in boxes(page, width):
            assert box["beyond"] > 100 and box["room"] >= 0, (width, box)
    for width in (1199, 1000, 768, 375, 320):
        for box in boxes(page, width):
            assert abs(box["before"]) < 1 and abs(box["beyond"]) < 1, (width, box)
        spill = "({ scrollWidth, clientWidth }) => scrollWidth - clientWidth"
        assert page.locator("html").evaluate(spill) <= 0, width
    page.emulate_media(media="print")
    for box in boxes(page, 1280):
        assert box["before"] >= 0 and box["beyond"] <= 1, box
