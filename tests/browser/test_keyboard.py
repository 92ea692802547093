"""With the keyboard alone: every control of every explorable, seen where one is."""

import pytest

pytestmark = pytest.mark.browser

# What Tab has to reach: all that can be worked, whoever made it focusable.
NUMBER_CONTROLS = """widget => {
  const controls = [...widget.querySelectorAll(
    "input, select, textarea, button, summary, a[href], [tabindex='0']")]
    .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }));
  controls.forEach((e, k) => { e.dataset.turn = k; });
  return controls.map((e) => e.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const around = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  const box = e.getBoundingClientRect();
  return { turn: e.dataset.turn ?? null, around, color: style.outlineColor,
           seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
}"""


def test_tab_goes_through_every_control_in_order(open_tab, live_page):
    page = open_tab().open(live_page)
    for widget in page.locator(".live-widget").all():
        controls = widget.evaluate(NUMBER_CONTROLS)
        assert controls
        widget.locator("[data-turn='0']").focus()
        page.keyboard.press("Shift+Tab")  # out, to come in as a reader does
        assert page.evaluate(FOCUSED)["turn"] is None
        for turn, control in enumerate(controls):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            assert focused["turn"] == str(turn), control
            assert focused["seen"], control
            assert focused["around"] >= 2, control
            assert not focused["color"].endswith(", 0)"), control  # transparent
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["turn"] is None  # and out again: no trap
        widget.evaluate(
            "w => w.querySelectorAll('[data-turn]').forEach(e => delete e.dataset.turn)"
        )
