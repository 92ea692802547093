"""A reader who starts Python in a page, with a stand-in for the public host."""

import functools
import hashlib
import http.server
import io
import json
import re
import threading
import zipfile
from contextlib import contextmanager

from tests.browser import pyodide_core
from tests.browser.conftest import Quiet
from tests.test_build import build

CDN = "https://cdn.jsdelivr.net/pyodide/v0.29.5/full/"
ENDED = re.compile("^(done|failed|stopped|not run)")

PAGE = """
```{code-cell} ipython3
:tags: [hide-cell]
folded = 40
```

```{code-cell} ipython3
:tags: [remove-cell]
removed = 2
```

```{code-cell} ipython3
for k in range(2):
    print("step", k)
folded + removed
```

```{code-cell} ipython3
:tags: [hide-input]
from ipywidgets import FloatSlider, VBox, jslink
from lstm_src.explorables import ForgetGate

view = ForgetGate(C_prev=0.8)
f = FloatSlider(0.9, min=0, max=1, step=0.01, description="forget gate f")
jslink((f, "value"), (view, "f"))
VBox([f, view])
```

```{code-cell} ipython3
:tags: [remove-input]
print("of a cell without its code")
```

```{code-cell} ipython3
import numpy as np

np.arange(3).sum()
```

```{code-cell} ipython3
half = removed / 4

def check(name, function):
    print(f"{name}: {function(half)}")

check("forget-gate", round)
```
"""
PLAIN, NUMPY, CHECK = "cell 2", "cell 4", "cell 5"


PLAIN, NUMPY, CHECK = "cell 2", "cell 4", "cell 5"


@functools.cache
def small_site(scratch):
    """Build a book of one page, once; Pyodide's core lies in a folder beside it."""
    npm, folder = scratch / "npm", scratch / "python-in-the-page"
    npm.mkdir()
    folder.mkdir()
    core = pyodide_core.core(npm)
    done = build(folder, PAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "_build/html/pyodide").symlink_to(core)
    return folder / "_build/html"


@contextmanager
def serving(folder):
    """Serve a folder on this machine; give its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def stand_in_numpy(lock):
    """Return a wheel that calls itself NumPy, and the lock file that knows it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr("numpy/__init__.py", "name = 'stands in'\n")
        about = "Metadata-Version: 2.1\nName: numpy\nVersion: 2.2.5\n"
        wheel.writestr("numpy-2.2.5.dist-info/METADATA", about)
        wheel.writestr("numpy-2.2.5.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    lock = json.loads(lock)
    hash = hashlib.sha256(file.getvalue()).hexdigest()
    lock["packages"]["numpy"]["sha256"] = hash
    return file.getvalue(), json.dumps(lock)


class Reader:
    """A tab at the page, and a stand-in for the public host that can be shut."""

    def __init__(self, browser, site, address):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.core, self.open = site / "pyodide", True
        self.asked, self.said = [], []
        self.context.route("**/*", self.answer)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(f"{address}/book/index.html")
        self.page.wait_for_selector("[data-ready]")

    def answer(self, route):
        url = route.request.url
        self.asked.append(url)
        if not url.startswith(CDN):
            return route.continue_()
        path = self.core / url.removeprefix(CDN)
        if not (self.open and path.is_file()):
            return route.abort()
        kind = "application/wasm" if path.suffix == ".wasm" else "text/javascript"
        headers = {"access-control-allow-origin": "*", "content-type": kind}
        return route.fulfill(path=path, headers=headers)

    def start(self):
        self.press("Run Python here")
        self.awaits_status("is ready")
        return self

    def names(self, address):
        """Let the page name another address, as a build with PYTHON_ADDRESS would."""
        script = self.page.locator(".python-here").get_attribute("data-page")
        self.page.evaluate(
            """([src, address]) => new Promise((resolve) => {
              const script = document.createElement("script");
              script.src = `../_static/python/${src}.js`;
              script.onload = () => resolve(Object.assign(pythonPage, { address }));
              document.head.append(script);
            })""",
            [script, address],
        )

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def status(self):
        return self.page.locator(".py-status").inner_text()

    def awaits_status(self, text):
        known = "document.querySelector('.py-status')?.textContent.includes(text)"
        self.page.wait_for_function(f"text => {known}", arg=text, timeout=120_000)

    def code(self, cell):
        return self.page.get_by_role("textbox", name=f"Code of {cell}", exact=True)

    def awaits_end(self, cell):
        """Wait until a cell has ended; return what it shows."""
        state = self.page.locator(f".py-bar[data-cell='{cell}'] .py-state")
        state.get_by_text(ENDED).wait_for()
        return self.shown(cell)

    def shown(self, cell):
        return self.page.locator(f".py-out[data-cell='{cell}']").inner_text().strip()

    def run(self, cell, text=None):
        if text is not None:
            self.code(cell).fill(text)
        self.press(f"Run: {cell}")
        return self.awaits_end(cell)

    def moves_the_gate(self):
        """Whether the page's explorable answers to its slider."""
        slider = self.page.get_by_role("slider").first
        number = self.page.locator("[data-quantity=f_t]").first
        before = number.get_attribute("data-value")
        slider.press("ArrowLeft")
        return number.get_attribute("data-value") != before
