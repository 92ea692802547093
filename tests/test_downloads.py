"""Downloads of the chapters: plain to read, whole, and running in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient

from tests.test_build import build, html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import downloads  # noqa: E402
import plain_notebook  # noqa: E402

SITE = ROOT / "_build" / "html"
SOME = ["forget-gate", "backpropagation", "notation"]
CHAPTERS = sorted(
    path.stem for path in ROOT.glob("book/*.md") if "{code-cell}" in path.read_text()
)
RAW = re.compile(r"^\s*[`:~]{3,}\{|\{[a-z:]+\}`|^\([\w-]+\)=$|\]\([\w-]+\.md", re.M)


def downloaded(name, suffix="ipynb"):
    path = SITE / f"_downloads/book/{name}.{suffix}"
    assert path.exists(), f"no {path}: run `make book` first"
    return path


def sources(notebook, kind):
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_offered_as_notebook_and_script(name):
    page = BeautifulSoup((SITE / f"book/{name}.html").read_text(), "html.parser")
    for suffix, text in [("ipynb", "Notebook (.ipynb)"), ("py", "Python (.py)")]:
        (link,) = page.select(f'a[href="../_downloads/book/{name}.{suffix}"]')
        assert link.get_text(strip=True) == text
        assert link.has_attr("download") and link["target"] == "_blank"
        assert downloaded(name, suffix).stat().st_size > 0
    others = page.select('a[href*="_sources"]')
    assert not [a for a in others if a["href"].endswith(".ipynb")]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_download_holds_every_cell_and_nothing_raw(name):
    notebook = nbformat.read(downloaded(name), as_version=4)
    nbformat.validate(notebook)
    chapter = jupytext.read(ROOT / f"book/{name}.md", fmt="md:myst")
    assert sources(notebook, "code") == sources(chapter, "code")
    for text in sources(notebook, "markdown"):
        assert not RAW.search(text), RAW.search(text)
        assert text.count("<details>") == text.count("</details>")
    script = downloaded(name, "py")
    compile(script.read_text(), script.name, "exec")


def run(name, folder):
    """Run a downloaded notebook in an empty folder; an error in a cell raises."""
    assert not list(folder.iterdir())
    notebook = nbformat.read(downloaded(name), as_version=4)
    where = {"metadata": {"path": str(folder)}}
    done = NotebookClient(notebook, timeout=300, resources=where).execute()
    ran = [cell for cell in done.cells if cell.cell_type == "code"]
    assert ran and all(cell.execution_count for cell in ran if cell.source)
    said = [out for cell in ran for out in cell.outputs]
    assert not [out for out in said if out.get("name") == "stderr"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SOME)
def test_some_downloads_run_in_an_empty_folder(name, tmp_path):
    run(name, tmp_path)


@pytest.mark.audit
@pytest.mark.parametrize("name", [name for name in CHAPTERS if name not in SOME])
def test_every_download_runs_in_an_empty_folder(name, tmp_path):
    run(name, tmp_path)


PAGE = """# A page

```{admonition} Ask
:class: quiz
- [x] yes
- [ ] no
```

(here)=
````{dropdown} A *title*
Half is {eval}`f"{x}"`, by {cite:t}`a,b`, in {eq}`eq-one` of [there](there.md#x).
```{margin}
An aside on {term}`gates <gate>`.
```
```python
{eval}`left`
```
````

$$a$$ then

$$
b
$$ (eq-one)

```{code-cell}
'{eval}`left`'
```

```{solution-start} one
:class: dropdown
```
```{literalinclude} code.py
:pyobject: wanted
```
```{solution-end}
```
"""
PLAIN = [
    "# A page\n\n**Ask**\n\n- [ ] yes\n- [ ] no\n\n<details>\n"
    "<summary>A *title*</summary>\n\n"
    "Half is 2, by A and B, in (7) of [there](S/there.html#x).\n\n"
    "> An aside on gates.\n\n"
    "```python\n{eval}`left`\n```\n\n</details>\n\n$$a$$ then\n\n$$\nb\n\\tag{7}$$",
    "<details>\n<summary>Solution</summary>\n\n```python\ndef wanted():\n"
    "    return 1\n```\n\n</details>",
]


def test_directives_and_roles_become_plain_markdown(tmp_path):
    (tmp_path / "code.py").write_text("x = 1\n\n\ndef wanted():\n    return 1\n")
    say = {
        "eval": {'f"{x}"': "2"}.__getitem__,
        "cite:t": lambda keys: keys.upper().replace(",", " and "),
        "eq": {"eq-one": "(7)"}.__getitem__,
        "number": {"eq-one": 7}.__getitem__,
        "term": {"gates <gate>": "gates"}.__getitem__,
    }
    notebook = plain_notebook.plain_notebook(PAGE, tmp_path, say, "S/")
    assert sources(notebook, "markdown") == PLAIN
    assert sources(notebook, "code") == ["'{eval}`left`'"]
    assert plain_notebook.plain_notebook("# No code\n", tmp_path, say) is None
    with pytest.raises(ValueError, match="defines no 'lost'"):
        lost = PAGE.replace("wanted", "lost")
        plain_notebook.plain_notebook(lost, tmp_path, say)


CELL = "Half of 3 is {eval}`f'{x / 2:.1f}'`.\n\n```{code-cell}\nx = 3\n```\n"


@pytest.mark.slow
def test_a_fork_offers_its_own_notebooks(tmp_path):
    done = build(tmp_path, CELL, GITHUB_REPOSITORY="someone/fork")
    assert done.returncode == 0, done.stdout + done.stderr
    colab = "https://colab.research.google.com/github/someone/fork/blob/notebooks"
    assert f'href="{colab}/book/index.ipynb"' in html(tmp_path)
    offered = 'href="../_downloads/book/index.{}" download target="_blank"'
    assert all(offered.format(kind) in html(tmp_path) for kind in ("ipynb", "py"))
    built = tmp_path / "_build/html"
    notebook = nbformat.read(built / "_downloads/book/index.ipynb", as_version=4)
    first, *rest = sources(notebook, "markdown")
    assert "@ git+https://github.com/someone/fork" in first
    assert "https://someone.github.io/fork/" in first
    assert rest == ["# A page\n\nHalf of 3 is 1.5."]
    assert not list((built / "_sources").rglob("*.ipynb"))


@pytest.mark.slow
def test_a_book_for_a_class_offers_none_and_gitlab_no_colab(tmp_path):
    forge = {"CI_PROJECT_URL": "https://gitlab.com/someone/fork"}
    done = build(tmp_path, CELL, SOLUTIONS="no", **forge)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mybinder.org/v2/gl/someone%2Ffork" in html(tmp_path)
    assert "colab" not in html(tmp_path)
    built = tmp_path / "_build/html"
    assert "_downloads/" not in html(tmp_path)
    assert not [*built.rglob("*.ipynb"), *built.rglob("_downloads")]


def test_the_first_cell_in_colab_installs_this_state_of_the_fork():
    first = downloads.opening("Book", None, None)
    notebook = nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell("1")])
    made = downloads.for_colab(notebook, "https://github.com/someone/fork", "abc123")
    nbformat.validate(made)
    assert sources(made, "code")[1:] == ["1"]
    assert made.cells[0].source.splitlines()[-1] == (
        "%pip install -q "
        '"conveyor-belt[notebook] @ git+https://github.com/someone/fork@abc123"'
    )


@pytest.mark.parametrize(
    "site, address, said",
    [(False, True, "run `make book`"), (True, False, "GITHUB_REPOSITORY=owner/name")],
)
def test_what_is_missing_is_said(tmp_path, monkeypatch, capsys, site, address, said):
    if site:
        (tmp_path / "_downloads").mkdir()
        empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
        nbformat.write(empty, tmp_path / "_downloads/a.ipynb")
    found = "https://github.com/someone/fork" if address else None
    monkeypatch.setattr(downloads, "repository_address", lambda root: found)
    with pytest.raises(SystemExit) as stopped:
        downloads.main(tmp_path, tmp_path / "out")
    assert stopped.value.code == 2 and said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_notebooks_for_colab_are_made_from_the_site(tmp_path):
    made = tmp_path / "out"
    code = f"import downloads; downloads.main({str(SITE)!r}, {str(made)!r})"
    here = str(Path(downloads.__file__).parent)
    env = os.environ | {"GITHUB_REPOSITORY": "a/b", "PYTHONPATH": here}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert sorted(p.stem for p in made.glob("book/*.ipynb")) == CHAPTERS
    for path in made.glob("book/*.ipynb"):
        first = nbformat.read(path, as_version=4).cells[0]
        assert "git+https://github.com/a/b" in first.source
