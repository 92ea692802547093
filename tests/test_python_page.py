"""What runs a page's cells, and what a build writes of them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "book/_ext/python_in_page"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import python_page  # noqa: E402

TOLD = """
import json, sys
sys.path.insert(0, sys.argv[1])
import in_page
told, ends, out = [], [], sys.stdout
in_page.start(lambda kind, text, line=None: told.append([kind, text, line]))
for k, source in enumerate(json.loads(sys.argv[2]), 1):
    ends.append(in_page.run(source, f"cell {k}", sys.argv[3].split()))
print(json.dumps([told, ends]), file=out)
"""


def run(*cells, tried=""):
    """Run cells as the worker does, in a process of their own."""
    command = [sys.executable, "-c", TOLD, str(PARTS), json.dumps(cells), tried]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def texts(told, kind):
    return "".join(text for one, text, _ in told if one == kind)


def test_a_cell_prints_and_shows_its_last_value():
    told, ends = run("print('one', 2)\nx = 3\nx + 1", "x;", "None", "_ = 'a'\n_")
    assert texts(told, "stdout") == "one 2\n"
    assert [text for kind, text, _ in told if kind == "value"] == ["4", "'a'"]
    assert ends == [""] * 4


def test_an_error_shows_the_own_lines_only():
    told, ends = run(
        "import json\n\ndef read(text):\n    return json.loads(text)\n",
        "y = 1\nread('{')",
    )
    ((_, text, line),) = [one for one in told if one[0] == "error"]
    assert ends == ["", "error"] and line == 2
    head, own, error = text.partition("line 4 of cell 1, in read\n")
    assert head == "line 2\n    read('{')\n" and own
    assert error.startswith("    return json.loads(text)\njson.decoder.JSONDecodeErr")
    assert "File" not in text and "decoder.py" not in text


def test_a_syntax_error_names_its_line():
    (told,), (end,) = run("x = 1\ny = (2\n")
    assert told[0] == "error" and told[2] == 2 and end == "error"
    assert told[1].startswith("line 2\n") and "was never closed" in told[1]


def test_endless_recursion_is_told_in_few_lines():
    told, _ = run("def f(n):\n    return f(n + 1)\nf(0)")
    text = texts(told, "error")
    assert len(text.splitlines()) < 14 and "more ..." in text
    assert text.splitlines()[-1].startswith("RecursionError")


def test_leaving_python_ends_only_the_cell():
    told, ends = run("import sys\nsys.exit(3)", "1 + 1", "input('?')")
    assert ends == ["error", "", "error"]
    assert "SystemExit: 3" in texts(told, "error") and texts(told, "value") == "2"
    assert "cannot ask in a page" in texts(told, "error")


def test_a_missing_module_is_asked_for_once():
    told, ends = run("print(1)\nimport nowhere_to_be_found")
    assert ends == ["nowhere_to_be_found"] and texts(told, "error") == ""
    told, ends = run("import nowhere_to_be_found", tried="nowhere_to_be_found")
    assert ends == ["error"] and "No module named" in texts(told, "error")


def test_widgets_are_made_and_never_read():
    told, ends = run(
        "from ipywidgets import FloatSlider, VBox, jslink\n"
        "from lstm_src.explorables import ForgetGate\n"
        "def dial(value, **more):\n    return FloatSlider(value, **more)\n"
        "view = ForgetGate(z=2)\nf = dial(view.f, min=0)\n"
        "jslink((f, 'value'), (view, 'f'))\nVBox([f, view])",
        "print('before'); print(f'{view.f:.2f}'); print('after')",
        "try:\n    view.f + 1\nexcept Exception:\n    print('hidden')",
        "from IPython.display import display\ndisplay(5)",
        "callable(dial)",
    )
    kinds = [kind for kind, *_ in told]
    assert kinds.count("widgets") == 3 and "error" not in kinds
    assert texts(told, "stdout") == "before\n"
    assert [text for kind, text, _ in told if kind == "value"] == ["5", "True"]
    assert ends == [""] * 5


def test_a_figure_is_a_picture_and_is_closed():
    draw = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
    told, ends = run(draw + "ax.plot([1, 2]);\nplt.show()", draw + "fig", "1")
    pictures = [text for kind, text, _ in told if kind == "figure"]
    assert len(pictures) == 2 and all(text.startswith("iVBOR") for text in pictures)
    assert texts(told, "stderr") == "" and ends == [""] * 3


def test_what_shows_itself_is_not_shown_twice():
    told, _ = run(
        "class Told:\n    def _ipython_display_(self):\n        print('me')\nTold()"
    )
    assert told == [["stdout", "me", None], ["stdout", "\n", None]]


def test_the_packages_of_a_cell_are_known_before_it_runs():
    code = "import in_page as p"
    code += "; print(p.wanted('import no_a.b, math\\nfrom no_c import d'))"
    code += "; print(p.wanted('x = (')); print(p.wanted('from . import x'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PARTS, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[:3] == ["['no_a', 'no_c']", "[]", "[]"]


PAGE = """---
jupytext:
  text_representation: {extension: .md, format_name: myst, format_version: 0.13}
---
# A page

```{code-cell} ipython3
:tags: [remove-cell]
a = 1
```

Text.

```{code-cell} ipython3
check("forget-gate", f)
```

```{code-cell} ipython3
b = a
```
"""


def test_all_cells_are_written_in_order_and_named():
    cells = python_page.cells_of(PAGE, {3, 4})
    assert [cell["name"] for cell in cells] == ["hidden cell 1", "cell 1", "cell 2"]
    assert [cell["source"] for cell in cells][::2] == ["a = 1", "b = a"]
    assert [cell.get("check", False) for cell in cells] == [False, True, False]
    assert cells[0]["tags"] == ["remove-cell"] and not cells[0]["shown"]


def test_the_address_stands_in_one_place_and_can_be_overridden(monkeypatch):
    app = SimpleNamespace(config=SimpleNamespace(python_address="_static/pyodide"))
    monkeypatch.delenv("PYTHON_ADDRESS", raising=False)
    assert python_page.address_of(app) == "_static/pyodide/"
    monkeypatch.setenv("PYTHON_ADDRESS", "https://a.b/c/")
    assert python_page.address_of(app) == "https://a.b/c/"
    config = (ROOT / "_config.yml").read_text()
    assert re.search(rf"python_address: {re.escape(python_page.ADDRESS)}\s", config)


def test_elsewhere_is_what_the_page_offers():
    menu = [{"label": "download-ipynb-button", "url": "d.ipynb", "text": "Notebook"}]
    launch = [{"text": "Binder", "url": "https://mybinder.org/v2/x", "label": ""}]
    buttons = [{"buttons": menu}, {"buttons": launch}, {"type": "link"}]
    found = python_page.elsewhere({"header_buttons": buttons})
    assert [one["href"] for one in found] == ["d.ipynb", "https://mybinder.org/v2/x"]
    assert python_page.elsewhere({}) == []


def test_the_script_carries_its_parts_and_no_markup_is_made_from_text():
    script = python_page.script()
    assert "in_page" in script and ".py-edit{" in script and "importScripts" in script
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|document\.write|\beval\(",
        script.split("const MODULES")[0],
    )
    for path in PARTS.glob("*.js"):
        assert not re.search(r"innerHTML|HTML\(|document\.write", path.read_text()), (
            path
        )


@pytest.mark.parametrize("name", python_page.MODULES)
def test_what_runs_in_the_page_needs_the_standard_library_only(name):
    found = re.findall(
        r"^(?:import|from) (\w+)", (PARTS / f"{name}.py").read_text(), re.M
    )
    assert set(found) <= sys.stdlib_module_names | set(python_page.MODULES)


CHAPTERS = sorted(
    path.stem
    for path in (ROOT / "book").glob("*.md")
    if "{code-cell}" in path.read_text()
)


@pytest.mark.audit
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_runs_with_its_widgets_stood_in_for(chapter):
    text = (ROOT / "book" / f"{chapter}.md").read_text()
    told, ends = run(*[cell["source"] for cell in python_page.cells_of(text, set())])
    assert (set(ends), texts(told, "error")) == ({""}, "")
