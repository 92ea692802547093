"""At any setting and width, no label of a drawing meets another or leaves it."""

import numpy as np
import pytest

from lstm_src import explorables
from tests.browser.mounting import settings, write_page

pytestmark = pytest.mark.browser
VIEWS = [
    getattr(explorables, name) for name in explorables.__all__ if name != "Explorable"
]

COLLISIONS = """(settings) => {
  const svg = document.querySelector("svg.view"), found = [];
  for (const setting of settings) {
    for (const name in setting) model.set(name, setting[name]);
    const page = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll("text:not(.later .moves *)")].map((e) => [e.textContent, e.getBoundingClientRect()]);
    labels.forEach(([a, A], k) => {
      const out = Math.max(page.left - A.left, A.right - page.right, page.top - A.top, A.bottom - page.bottom);
      if (out > 1) found.push(`${a} leaves by ${out.toFixed(0)} px at ${JSON.stringify(setting)}`);
      for (const [b, B] of labels.slice(k + 1)) {
        const w = Math.min(A.right, B.right) - Math.max(A.left, B.left);
        const h = Math.min(A.bottom, B.bottom) - Math.max(A.top, B.top);
        if (w > 1 && h > 4) found.push(`${a} × ${b} (${w.toFixed(0)}×${h.toFixed(0)}) at ${JSON.stringify(setting)}`);
      }
    });
  }
  return found;
}"""  # noqa: E501


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.slug)
def test_labels_keep_apart(browser, tmp_path, cls, width):
    view = cls()
    page = browser.new_page(
        viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page.goto(write_page(tmp_path, view))
    page.wait_for_selector("[data-ready=true]")
    tried = settings(view, np.random.default_rng(0), 250)
    found = page.evaluate(COLLISIONS, tried)
    page.close()
    assert not found, f"{len(found)} collisions in {len(tried)} settings: {found[:6]}"
