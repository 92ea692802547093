"""A fork's site leads to the fork, wherever it leads; a local clone's leads nowhere."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import repository  # noqa: E402

from tests.test_build import FRONT  # noqa: E402

FORGE = re.compile(
    r"https?(?:://|%3A%2F%2F)(?:[\w-]+\.)*(?:github\.com|github\.io|gitlab\.com|"
    r"githubusercontent\.com|mybinder\.org|colab\.research\.google\.com)[^\s\"'<>`\\)]*"
)
OWN = ("someone/fork", "someone%2Ffork", "//someone.github.io/fork/")
CODE = "```{code-cell} ipython3\n1 + 1\n```\n"
PAGES = {
    "index": "Read [on](chapter.md), or [teach](for-teachers.md).\n",
    "chapter": CODE + "```{exercise} One\n:label: one\nTry.\n```\n" + CODE,
    "words": "No code at all.\n",
}
TOC = "format: jb-book\nroot: book/index\nchapters:\n" + "".join(
    f"- file: book/{name}\n" for name in ("chapter", "words", "for-teachers")
)


def build(folder, origin=None, **variables):
    """Build a book with every kind of page; return its site."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    (folder / "book").mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", folder)
    for name in ("_ext", "_static"):
        shutil.copytree(ROOT / "book" / name, folder / "book" / name)
    (folder / "book/references.bib").write_text("")
    (folder / "_toc.yml").write_text(TOC)
    for name, text in PAGES.items():
        front = FRONT if CODE in text else "# A page\n\n"
        (folder / f"book/{name}.md").write_text(front + text)
    shutil.copy(ROOT / "book/for-teachers.md", folder / "book")
    if origin:
        git = ["git", "-C", folder]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "remote", "add", "origin", origin], check=True)
    command = [Path(sys.executable).parent / "jupyter-book", "build", folder]
    done = subprocess.run(command, capture_output=True, text=True, env=env | variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build/html"


def forge_links(site):
    """Return {file: addresses on a forge or a launcher} of all that we write."""
    found = {}
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        ours = not name.startswith("_static/") or name.startswith("_static/python/")
        if ours and path.suffix in {".html", ".xml", ".js", ".ipynb", ".py", ".md"}:
            found[name] = set(FORGE.findall(path.read_text()))
    return found


@pytest.fixture(scope="module")
def fork(tmp_path_factory):
    variables = {"GITHUB_REPOSITORY": "someone/fork"}
    return build(tmp_path_factory.mktemp("fork") / "book", "/srv/belt", **variables)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    return build(tmp_path_factory.mktemp("local") / "book", "/srv/git/belt")


@pytest.mark.slow
def test_every_address_on_a_forge_is_the_forks(fork):
    links = forge_links(fork)
    assert {"book/chapter.html", "_downloads/book/chapter.ipynb", "404.html"} <= set(
        links
    )
    for name, found in links.items():
        if "_sources" not in name:
            assert not [link for link in found if not any(o in link for o in OWN)], name


@pytest.mark.slow
def test_every_kind_of_link_is_there(fork):
    page = BeautifulSoup((fork / "book/chapter.html").read_text(), "html.parser")
    links = {a["href"] for a in page.select("a[href]")}
    home, site = "https://github.com/someone/fork", "https://someone.github.io/fork/"
    binder = "https://mybinder.org/v2/gh/someone/fork/main?urlpath=lab/tree/book"
    colab = "https://colab.research.google.com/github/someone/fork/blob/notebooks"
    edit = f"{home}/edit/main/book/chapter.md"
    assert {home, edit, f"{binder}/chapter.md", f"{colab}/book/chapter.ipynb"} <= links
    assert [link for link in links if link.startswith(f"{home}/issues/new?")]
    for kind in ("ipynb", "py"):
        assert f"../_downloads/book/chapter.{kind}" in links
        assert (fork / f"_downloads/book/chapter.{kind}").exists()
    (canonical,) = page.select("link[rel=canonical]")
    (shared,) = page.select('meta[property="og:url"]')
    assert canonical["href"] == shared["content"] == f"{site}book/chapter.html"
    (image,) = page.select('meta[property="og:image"]')
    assert image["content"].startswith(site)
    assert f"<loc>{site}book/words.html</loc>" in (fork / "sitemap.xml").read_text()
    assert f'href="{site}"' in (fork / "404.html").read_text()
    notebook = nbformat.read(fork / "_downloads/book/chapter.ipynb", as_version=4)
    assert f"git+{home}" in notebook.cells[0].source


@pytest.mark.slow
def test_a_page_without_code_can_be_edited_and_has_nothing_to_launch(fork):
    text = (fork / "book/words.html").read_text()
    assert "someone/fork/edit/main/book/words.md" in text
    links = BeautifulSoup(text, "html.parser").select("a[href]")
    assert not [a for a in links if re.search("_downloads|colab|binder", a["href"])]


@pytest.mark.slow
def test_a_teachers_recipes_name_the_fork(fork):
    text = (fork / "book/for-teachers.html").read_text()
    plain = BeautifulSoup(text, "html.parser").get_text()
    assert "\n    https://github.com/someone/fork\n" in plain
    assert "git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Ffork\n" in plain
    assert "lab%2Ftree%2Ffork%2Fbook%2Fforget-gate.md" in plain
    assert "REPOSITORY" not in plain


@pytest.mark.slow
def test_a_local_path_as_origin_counts_as_none(local):
    for name, found in forge_links(local).items():
        strange = [link for link in found if "YOU" not in link]
        assert not strange, f"{name}: {strange}"
    for name in ("sitemap.xml", "404.html"):
        assert not (local / name).exists()
    page = BeautifulSoup((local / "book/chapter.html").read_text(), "html.parser")
    text = page.get_text().lower()
    assert not [word for word in ("binder", "colab", "edit", "issue") if word in text]
    assert not page.select('link[rel=canonical], meta[property^="og:"]')
    for a in page.select("a[href]"):
        target = a["href"].partition("#")[0]
        assert not target or (local / "book" / target).exists(), a


def test_places_for_an_address_are_filled():
    assert doctest.testmod(repository).failed == 0
    url = "https://gitlab.com/a/b/c"
    said = f"{repository.PLACEHOLDER}.git, {repository.PLACEHOLDER}"
    assert repository.fill_in(said, url) == f"{url}.git, {url}"
