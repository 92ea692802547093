"""Every built page as a reader meets it: quiet, self-contained, alive, reflowing."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("how", ["http", "file"])
def test_page_is_quiet_and_calls_nobody(open_tab, page_name, how):
    tab = open_tab(how)
    tab.open(page_name).wait_for_timeout(300)
    assert tab.messages == []
    assert tab.outside == []


def test_page_reflows(open_tab, page_name):
    page = open_tab("file").open(page_name)
    for width in (1280, 768, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        spill = page.locator("html").evaluate(
            "({ scrollWidth, clientWidth }) => scrollWidth - clientWidth"
        )
        assert spill <= 0, f"{page_name} at {width}: {spill} px of sideways scrolling"


def test_each_live_widget_holds_one_explorable_with_its_controls(open_tab, live_page):
    page = open_tab().open(live_page)
    widgets = page.locator(".live-widget")
    assert widgets.count() >= 1
    for n in range(widgets.count()):
        widget = widgets.nth(n)
        assert widget.locator("[data-explorable]").count() == 1
        assert widget.locator("input[type=range]").count() >= 1
    outside = page.locator("[data-explorable]:not(.live-widget *)")
    assert outside.count() == 0


def test_each_control_has_a_name_in_words(open_tab, live_page):
    page = open_tab().open(live_page)
    for control in page.locator(".live-widget :is(input, select, button)").all():
        name = control.get_attribute("aria-label") or control.inner_text()
        assert len(name.strip()) >= 3, control.evaluate("node => node.outerHTML")


def test_quantities_are_unique_and_full_precision(open_tab, live_page):
    page = open_tab().open(live_page)
    found = page.evaluate(
        """() => [...document.querySelectorAll("[data-explorable]")].map(root =>
        [...root.querySelectorAll("[data-quantity]")].map(e =>
          [e.dataset.quantity, e.dataset.t ?? "", e.dataset.unit ?? "",
           e.dataset.value]))"""
    )
    for quantities in found:
        keys = [tuple(q[:3]) for q in quantities]
        assert keys and len(keys) == len(set(keys))
        for *_, value in quantities:
            float(value)


def test_targets_are_large_enough(open_tab, live_page):
    page = open_tab(width=375).open(live_page)
    for control in page.locator(".live-widget :is(input, select, button)").all():
        box = control.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24, box


def test_without_javascript_the_figure_stands(open_tab, live_page):
    tab = open_tab(java_script_enabled=False)
    tab.page.goto(tab.base + live_page)
    figure = tab.page.locator(".live-widget .static-figure svg").first
    assert figure.is_visible()
    assert figure.get_attribute("aria-label")


def test_in_print_the_figure_takes_the_place_of_the_controls(open_tab, live_page):
    page = open_tab().open(live_page)
    assert not page.locator(".static-figure").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".static-figure svg").first.is_visible()
    assert not page.locator("[data-explorable]").first.is_visible()
