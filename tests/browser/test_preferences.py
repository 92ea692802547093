"""What readers ask of their system holds in every explorable: contrast, and calm."""

import pytest

from tests.browser.test_numbers import TURN, live_widgets

pytestmark = pytest.mark.browser

# Colours as they are computed, on what lies behind them; in forced colours all of them
# have to be the system's own, whichever those are.
COLOURS = """widget => {
  const canvas = document.createElement("canvas").getContext("2d");
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => rgb(colour).slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (rgb(colour)[3] > 0) return colour;
    }
    return "Canvas";
  };
  const probe = document.body.appendChild(document.createElement("i"));
  const system = ["Canvas", "CanvasText", "GrayText", "LinkText", "ButtonText",
    "ButtonFace", "Field", "FieldText", "Highlight", "HighlightText"].map((name) => {
      probe.style.color = name;
      return getComputedStyle(probe).color;
    });
  probe.remove();
  const texts = [], lines = [], hidden = [];
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  for (const e of widget.querySelectorAll("*")) {
    const says = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!shown(e) || e.closest(".spoken, option, :disabled")) continue;
    const style = getComputedStyle(e), drawn = e instanceof SVGElement;
    // Forced colours put a plate of the page's colour behind each piece of text: letters
    // of that colour, or a letter under an accent, stand only where that is refused.
    const plate = !drawn && style.forcedColorAdjust !== "none";
    const accented = getComputedStyle(e, "::after").content !== "none";
    if (plate && says && (accented || contrast(style.color, "Canvas") < 4.5))
      hidden.push(e.outerHTML.slice(0, 80));
    if (says) {
      const ink = drawn ? style.fill : style.color;
      texts.push({ text: e.textContent.trim().slice(0, 40), ink,
                   contrast: contrast(ink, behind(e)) });
    } else if (drawn && e instanceof SVGGeometryElement && style.stroke !== "none") {
      if (rgb(style.stroke)[3] === 0) continue;
      lines.push({ line: e.getAttribute("class"), ink: style.stroke,
                   system: system.includes(style.stroke),
                   contrast: contrast(style.stroke, behind(e)) });
    }
  }
  const own = [...widget.querySelectorAll("input[type=range]")]
    .every((e) => getComputedStyle(e).appearance === "auto"); // the system's own track
  return { texts, lines, hidden, own };
}"""  # noqa: E501


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_forced_colours_leave_every_text_and_line_visible(open_tab, live_page, theme):
    page = open_tab(theme=theme, forced_colors="active").open(live_page)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for widget in page.locator(".live-widget").all():
        found = widget.evaluate(COLOURS)
        assert found["texts"] and found["lines"] and found["own"]
        assert found["hidden"] == []
        assert [text for text in found["texts"] if text["contrast"] < 4.5] == []
        assert [line for line in found["lines"] if not line["system"]] == []
        plain = [line for line in found["lines"] if line["contrast"] >= 3]
        assert len(plain) >= len(found["lines"]) / 2  # the rest are seams and guides


WATCH = """widget => {
  window.moved = [];
  const said = (node) => (node.closest ? node : node.parentElement).closest("[role=status]");
  window.watching = new MutationObserver((records) => moved.push(
    ...records.filter(({ target }) => !said(target)).map(({ target }) => target.nodeName)));
  watching.observe(widget, { subtree: true, childList: true, attributes: true,
                             characterData: true });
}"""  # noqa: E501
TWO_FRAMES = """new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""
RUNNING = """widget => widget.getAnimations({ subtree: true })
  .filter((animation) => animation.playState === "running").length"""


def test_with_reduced_motion_nothing_moves_after_a_move(open_tab, live_page):
    page = open_tab(reduced_motion="reduce").open(live_page)
    for widget, _, ranges in live_widgets(page):
        for control in ranges:
            control.evaluate(TURN, 0.2)
            page.evaluate(TWO_FRAMES)
            widget.evaluate(WATCH)
            assert widget.evaluate(RUNNING) == 0
            page.wait_for_timeout(250)
            name = control.get_attribute("aria-label")
            assert page.evaluate("watching.disconnect(), moved") == [], name
