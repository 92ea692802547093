"""Each chapter with code as a notebook and as a script, in the page's download menu.

They lie in `_downloads/` of the site and need no network. A book for a class, which
withholds its solutions, offers no downloads.

`python book/_ext/downloads.py` (or `make notebooks`) makes what Colab opens: the same
notebooks, with a first cell that installs the book's package from its repository.
"""

import ast
import json
import os
import sys
from functools import cache
from pathlib import Path

import jupytext
import nbformat
from eval_role import collect_expressions
from plain_notebook import plain_notebook
from published import address_of
from pybtex.database import parse_file
from pybtex.richtext import Text
from repository import fill_in, repository_address

from lstm_src.experiments.receipts import lookup

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "_downloads"
MENU = "download-buttons"
THEMES_OWN = "download-notebook-button"  # runs of the build, with all their output
FORMS = [
    ("ipynb", "Notebook (.ipynb)", "fas fa-book"),
    ("py", "Python (.py)", "fas fa-file-code"),
]


def package(repository):
    """Return what pip is asked for, to get the book's package from its repository.

    >>> package("https://github.com/ada/belt")
    'conveyor-belt[notebook] @ git+https://github.com/ada/belt'
    """
    return f"conveyor-belt[notebook] @ git+{repository}"


def opening(title, repository, address):
    """Return the first cell: where the notebook comes from and what it needs."""
    book = f"[{title}]({address})" if address else f"*{title}*"
    if repository:
        how = f'`pip install "{package(repository)}"`'
    else:
        how = "`pip install '.[notebook]'` in the book's folder"
    text = f"From {book}. It runs wherever the book's package is installed: {how}."
    return nbformat.v4.new_markdown_cell(text, id="opening")


def values_of(path, text):
    """Return what the page shows for each `{eval}` expression."""
    _, expressions = collect_expressions(text)
    if not expressions:
        return {}
    glued = json.loads(path.read_text(encoding="utf-8"))
    shown = {}
    for n, expression in enumerate(expressions):
        value = glued[f"eval-{n}"]["data"]["text/plain"]
        shown[expression] = (
            ast.literal_eval(value) if value[:1] in ("'", '"') else value
        )
    return shown


@cache
def authors_and_years(paths):
    """Return (names, year) for each key of the bibliography files."""
    found = {}
    for path in paths:
        for key, entry in parse_file(path).entries.items():
            names = [
                str(Text.from_latex(" ".join(person.prelast_names + person.last_names)))
                for person in entry.persons["author"]
            ]
            many = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
            found[key] = many, entry.fields["year"]
    return found


def sayings(app, docname, text):
    """Return what each role of a page shows, as functions of its content."""
    glued = Path(app.outdir).parent / "jupyter_execute" / f"{docname}.glue.json"
    values = values_of(glued, text)
    files = tuple(str(Path(app.srcdir, name)) for name in app.config.bibtex_bibfiles)
    cited = authors_and_years(files)
    equations = app.env.get_domain("math").equations

    def cite(content, form, between):
        pairs = [cited[key.strip()] for key in content.split(",")]
        return between.join(form.format(*pair) for pair in pairs)

    return {
        "eval": values.__getitem__,
        "result": lambda key: lookup(key).value,
        "eq": lambda label: f"({equations[label][1]})",
        "number": lambda label: equations[label][1],
        "term": lambda words: words.partition("<")[0].strip(),
        "cite:t": lambda keys: cite(keys, "{} ({})", ", "),
        "cite:p": lambda keys: f"({cite(keys, '{}, {}', '; ')})",
    }


def write_downloads(app, docname):
    """Write a page's notebook and script; tell whether it has any code."""
    path = Path(app.env.doc2path(docname))
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".md" or "{code-cell}" not in text:
        return False
    repository = app.config.html_theme_options.get("repository_url")
    if repository:
        text = fill_in(text, repository)
    site = address_of(app)
    folder = site and f"{site}{docname}".rpartition("/")[0] + "/"
    notebook = plain_notebook(text, path.parent, sayings(app, docname, text), folder)
    if not notebook:
        return False
    first = opening(app.config.html_title, repository, site)
    notebook.cells.insert(0, first)
    target = Path(app.outdir) / FOLDER / docname
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.validate(notebook)
    nbformat.write(notebook, f"{target}.ipynb")
    jupytext.write(notebook, f"{target}.py", fmt="py:percent")
    return True


def offer(app, pagename, templatename, context, doctree):
    """Put a chapter's notebook and script at the head of its download menu."""
    groups = context.get("header_buttons", [])
    menu = next((one for one in groups if one.get("label") == MENU), None)
    if menu and doctree and write_downloads(app, pagename):
        entries = [
            {
                "type": "link",
                "url": context["pathto"](f"{FOLDER}/{pagename}.{suffix}", 1),
                "text": text,
                "icon": icon,
                "tooltip": f"Download this chapter: {text}",
                "label": f"download-{suffix}-button",
            }
            for suffix, text, icon in FORMS
        ]
        kept = [one for one in menu["buttons"] if one["label"] != THEMES_OWN]
        menu["buttons"] = entries + kept


def keep_to_these(app, exception):
    """Drop the theme's copies of the executed notebooks: ours stand for them.

    A link that downloads says so, or a browser would show the script instead. From
    `file://` browsers do show it: in a new tab, so that the page stays.
    """
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir, "_sources").rglob("*.ipynb"):
        path.unlink()
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        marked = text
        for suffix, *_ in FORMS:
            here = f'class="btn btn-sm btn-download-{suffix}-button'
            new_tab = f'target="_blank"\n   {here}'
            marked = marked.replace(new_tab, f"download {new_tab}")
        if marked != text:
            path.write_text(marked, encoding="utf-8")


def for_colab(notebook, repository, commit):
    """Put a cell that installs the package in place of the one that tells how.

    Args:
        notebook: a download of the site; changed in place.
        repository: its address.
        commit: the state of the repository that the notebook goes with, or None.
    """
    wanted = package(repository) + (f"@{commit}" if commit else "")
    install = f'# The book\'s package: once a session.\n%pip install -q "{wanted}"'
    notebook.cells[0] = nbformat.v4.new_code_cell(install, id="install")
    return notebook


def refuse(why):
    print(why, file=sys.stderr)
    sys.exit(2)


def main(site, target):
    """Write the site's notebooks for Colab into a folder."""
    source = Path(site) / FOLDER
    paths = sorted(source.rglob("*.ipynb"))
    repository = repository_address(ROOT)
    if not paths:
        refuse(f"{source} holds no notebooks: run `make book`, with its solutions")
    if not repository:
        refuse("the repository has no address: set GITHUB_REPOSITORY=owner/name")
    commit = os.environ.get("GITHUB_SHA")
    for path in paths:
        notebook = for_colab(nbformat.read(path, as_version=4), repository, commit)
        out = Path(target) / path.relative_to(source)
        out.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, out)
    print(f"{len(paths)} notebooks are in {target}")


def setup(app):
    app.connect("html-page-context", offer, priority=600)
    app.connect("build-finished", keep_to_these)
    return {"version": "1", "parallel_read_safe": True}


if __name__ == "__main__":
    main(*(ROOT / "_build" / name for name in ("html", "notebooks")))
