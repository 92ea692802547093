"""Notebooks in a real JupyterLab: they run, and Python sees what a reader moves.

A chapter, with the mouse; and every explorable in one notebook, with the keyboard.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

from tests.browser.mounting import ranges
from tests.browser.test_overlap import VIEWS

pytestmark = [pytest.mark.browser, pytest.mark.lab]

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "forget-gate.md"
PROBE = """

```{code-cell} ipython3
print("python sees", view.f, f.value, type(view).__name__)
```
"""
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


def wait_for(url, seconds=60):
    for _ in range(seconds * 4):
        try:
            return urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not answer at {url}")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab set up as postBuild does on Binder: its address, and its folder."""
    folder = tmp_path_factory.mktemp("lab")
    chapter = (ROOT / "book" / CHAPTER).read_text()
    (folder / CHAPTER).write_text(chapter + PROBE)
    nbformat.write(every_view(), folder / EVERY)
    env = dict(os.environ)
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        env[f"JUPYTER_{name}"] = str(tmp_path_factory.mktemp(name.lower()))
    scripts = Path(sys.executable).parent
    env["PATH"] = f"{scripts}{os.pathsep}{env['PATH']}"
    bash = shutil.which("bash")
    subprocess.run([bash, str(ROOT / "postBuild")], env=env, check=True)
    port = 18000 + os.getpid() % 10000
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ip=127.0.0.1",
        "--IdentityProvider.token=",
        "--ServerApp.port_retries=0",
    ]
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api")
        yield f"http://127.0.0.1:{port}/lab/tree/", folder
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def run_all(browser, address):
    """Open a notebook in a fresh Lab and run its cells."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(address + "?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
    page.wait_for_selector("text=/Python 3.*\\| Idle/", timeout=90_000)
    page.click("text=Run >> nth=0")
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return page


def test_chapter_runs_and_python_sees_a_drag(lab, browser):
    page = run_all(browser, lab[0] + CHAPTER)
    page.wait_for_selector("text=/python sees [0-9]/", timeout=90_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0

    page.locator(
        "[data-explorable=forget-gate][data-ready=true]"
    ).scroll_into_view_if_needed()
    sliders = page.locator(".widget-slider", has_text="forget gate f")
    handle = sliders.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=6)
    page.mouse.up()
    shown = page.locator("[data-explorable=forget-gate] [data-quantity=f_t]")
    assert float(shown.get_attribute("data-value")) < 0.8

    probe = page.locator(".jp-CodeCell").last
    probe.scroll_into_view_if_needed()
    probe.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "() => { const all = document.body.innerText.match(/python sees [0-9.]+/g);"
        " return all && all.some(text => parseFloat(text.slice(12)) < 0.8); }",
        timeout=30_000,
    )
    text = re.findall(r"python sees ([0-9.]+) ([0-9.]+) (\w+)", page.inner_text("body"))
    view_f, slider_f, kind = text[-1]
    assert kind == "ForgetGate"
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
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    for slug, (in_view, in_slider) in seen.items():
        assert in_view == in_slider, slug
        shown = page.locator(f".of-{slug} .noUi-handle").get_attribute("aria-valuenow")
        assert in_slider == pytest.approx(float(shown), abs=0.051), slug
    page.context.close()
