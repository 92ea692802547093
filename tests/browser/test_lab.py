"""A chapter as a notebook in a real JupyterLab: it runs, and Python sees a drag."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.lab]

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "forget-gate.md"
PROBE = """

```{code-cell} ipython3
print("python sees", view.f, f.value, type(view).__name__)
```
"""


def wait_for(url, seconds=60):
    for _ in range(seconds * 4):
        try:
            return urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not answer at {url}")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab set up as postBuild does on Binder, in a folder with one chapter."""
    folder = tmp_path_factory.mktemp("lab")
    chapter = (ROOT / "book" / CHAPTER).read_text()
    (folder / CHAPTER).write_text(chapter + PROBE)
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
        yield f"http://127.0.0.1:{port}/lab/tree/{CHAPTER}"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def test_chapter_runs_and_python_sees_a_drag(lab, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
    page.wait_for_selector("text=/Python 3.*\\| Idle/", timeout=90_000)
    page.click("text=Run >> nth=0")
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
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
    context.close()
