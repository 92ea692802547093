"""A JupyterLab to drive: set up as `postBuild` does it on Binder, each time afresh."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = '\n\n```{code-cell} ipython3\nprint("python sees", %s)\n```\n'
ERROR = ".jp-OutputArea-output[data-mime-type*=error]"


def wait_for(url, seconds=60):
    for _ in range(seconds * 4):
        try:
            return urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not answer at {url}")


def settings(folder, python):
    """Return the environment in which one Python's Jupyter keeps to a folder."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        env[f"JUPYTER_{name}"] = str(folder / name.lower())
    env["PATH"] = f"{Path(python).parent}{os.pathsep}{env['PATH']}"
    return env


@contextmanager
def running(notebooks, home, python=sys.executable):
    """Run JupyterLab over a folder of notebooks.

    Args:
        notebooks: the folder that it shows.
        home: an empty folder for its settings.
        python: the interpreter of the environment that it runs in.

    Yields:
        The address to which a notebook's name is appended.
    """
    env = settings(home, python)
    subprocess.run([shutil.which("bash"), ROOT / "postBuild"], env=env, check=True)
    port = 18000 + os.getpid() % 10000
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1"]
    options += ["--IdentityProvider.token=", "--ServerApp.port_retries=0"]
    command = [python, "-m", "jupyterlab", *options]
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=notebooks, env=env, stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}/lab/tree/"
        finally:
            server.terminate()
            server.wait(20)


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


def place(handle):
    """Return the middle of a handle, once the page around it stands still."""
    handle.scroll_into_view_if_needed()
    before, box = None, handle.bounding_box()
    while box != before:
        handle.page.wait_for_timeout(200)
        before, box = box, handle.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, label, by):
    """Drag the handle of the slider with a label, by some pixels."""
    sliders = page.locator(".widget-slider", has_text=label)
    handle = sliders.locator(".noUi-handle").first
    x, y = place(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=6)
    page.mouse.up()


def run_cell(page, cell):
    """Run one cell, as a reader does: a click into it, and Shift-Enter."""
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def python_sees(page):
    """Return what the probe printed last: the words after `python sees`."""
    said = page.locator(".jp-OutputArea-output", has_text="python sees").last
    return said.text_content().split("python sees ")[-1].split()
