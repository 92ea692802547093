"""Notebooks in a real JupyterLab: they run, and Python sees what a reader moves.

A chapter, with the mouse; and every explorable in one notebook, with the keyboard.
"""

import json
from pathlib import Path

import nbformat
import pytest

from tests.browser.lab import (
    ERROR,
    PROBE,
    drag,
    python_sees,
    run_all,
    run_cell,
    running,
)
from tests.browser.mounting import ranges
from tests.browser.test_overlap import VIEWS

pytestmark = [pytest.mark.browser, pytest.mark.lab]

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "forget-gate.md"
EVERY = "every.ipynb"
SHOW = """
import json
from pathlib import Path
from ipywidgets import FloatSlider, IntSlider, VBox, jslink
from lstm_src import explorables
seen, boxes = {}, []
for name, (trait, low, high, step) in json.loads(%r).items():
    view = getattr(explorables, name)()
    kind, now = (IntSlider if step == 1 else FloatSlider), getattr(view, trait)
    slider = kind(now, min=low, max=high, step=step, description=trait)
    jslink((slider, "value"), (view, trait))
    def note(_, slug=view.slug, view=view, trait=trait, slider=slider):
        seen[slug] = [getattr(view, trait), slider.value]
        Path("seen.part").write_text(json.dumps(seen))
        Path("seen.part").replace("seen.json")
    view.observe(note, names=[trait])
    slider.observe(note, names=["value"])
    boxes.append(VBox([slider, view]).add_class("of-" + view.slug))
VBox(boxes)
"""


def every_view():
    """Return a notebook that shows each explorable under a slider of one number."""
    shown = {}
    for cls in VIEWS:
        view = cls()
        trait, (low, high) = next(iter(ranges(view).items()))
        step = 1 if view.traits()[trait].whole else (high - low) / 50
        shown[cls.__name__] = (trait, low, high, step)
    cell = nbformat.v4.new_code_cell(SHOW % json.dumps(shown))
    kernel = {"name": "python3", "display_name": "Python 3"}
    return nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab: its address, and the folder of its notebooks."""
    folder = tmp_path_factory.mktemp("notebooks")
    chapter = (ROOT / "book" / CHAPTER).read_text()
    (folder / CHAPTER).write_text(chapter + PROBE % "view.f, f.value, type(view)")
    nbformat.write(every_view(), folder / EVERY)
    with running(folder, tmp_path_factory.mktemp("home")) as address:
        yield address, folder


def test_chapter_runs_and_python_sees_a_drag(lab, browser):
    page = run_all(browser, lab[0] + CHAPTER)
    page.wait_for_selector("text=/python sees [0-9]/", timeout=90_000)
    assert page.locator(ERROR).count() == 0

    drag(page, "forget gate f", -60)
    shown = page.locator("[data-explorable=forget-gate] [data-quantity=f_t]")
    assert float(shown.get_attribute("data-value")) < 0.8
    run_cell(page, page.locator(".jp-CodeCell").last)
    page.wait_for_function(
        "() => { const all = document.body.innerText.match(/python sees [0-9.]+/g);"
        " return all && all.some(text => parseFloat(text.slice(12)) < 0.8); }",
        timeout=30_000,
    )
    view_f, slider_f, *kind = python_sees(page)
    assert "ForgetGate" in kind[-1]
    assert float(view_f) == float(slider_f)
    assert float(view_f) == float(shown.get_attribute("data-value"))
    page.context.close()


READ = """root => [...root.querySelectorAll("[data-quantity]")]
  .map((e) => e.dataset.value).join()"""


def test_python_sees_every_explorable_moved_by_keys(lab, browser):
    address, folder = lab
    page = run_all(browser, address + EVERY)
    for cls in VIEWS:
        root = page.locator(f"[data-explorable={cls.slug}][data-ready=true]")
        root.wait_for(timeout=90_000)
        before = root.evaluate(READ)
        handle = page.locator(f".of-{cls.slug} .noUi-handle")
        handle.focus()
        now, end = map(handle.get_attribute, ("aria-valuenow", "aria-valuemax"))
        page.keyboard.press("ArrowLeft" if float(now) == float(end) else "ArrowRight")
        assert root.evaluate(READ) != before, cls.slug
    path, seen = folder / "seen.json", {}
    for _ in range(120):  # what the page knows, Python knows a message later
        page.wait_for_timeout(250)
        seen = json.loads(path.read_text()) if path.exists() else {}
        if len(seen) == len(VIEWS) and all(a == b for a, b in seen.values()):
            break
    assert seen.keys() == {cls.slug for cls in VIEWS}
    assert page.locator(ERROR).count() == 0
    for slug, (in_view, in_slider) in seen.items():
        assert in_view == in_slider, slug
        shown = page.locator(f".of-{slug} .noUi-handle").get_attribute("aria-valuenow")
        assert in_slider == pytest.approx(float(shown), abs=0.051), slug
    page.context.close()
