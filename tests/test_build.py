"""What must stop a build stops it, and what the extensions promise they keep."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import eval_role  # noqa: E402
import execution_cache  # noqa: E402
import live_page  # noqa: E402
import published  # noqa: E402
import repository  # noqa: E402

FRONT = """---
jupytext:
  text_representation: {extension: .md, format_name: myst, format_version: 0.13}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# A page

"""


def build(folder, page, **variables):
    """Build a book of one page with the real configuration; return the process."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    (folder / "book").mkdir()
    shutil.copy(ROOT / "_config.yml", folder)
    shutil.copytree(ROOT / "book/_ext", folder / "book/_ext")
    shutil.copytree(ROOT / "book/_static", folder / "book/_static")
    (folder / "book/references.bib").write_text("")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")
    (folder / "book/index.md").write_text(FRONT + page)
    command = [Path(sys.executable).parent / "jupyter-book", "build", folder]
    return subprocess.run(
        [*command, "-W", "-n", "--keep-going"],
        capture_output=True,
        text=True,
        env=env | variables,
    )


def html(folder):
    return (folder / "_build/html/book/index.html").read_text()


@pytest.mark.slow
def test_a_sound_page_builds_and_shows_its_numbers(tmp_path):
    page = "Half of 3 is {eval}`f'{x / 2:.1f}'`.\n\n```{code-cell}\nx = 3\n```\n"
    done = build(tmp_path, page)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ">1.5</span>" in html(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page, said",
    [
        ("```{code-cell}\n1 / 0\n```\n", "ZeroDivisionError"),
        ("A number: {eval}`f'{no_such_name:.1f}'`.\n", "no_such_name"),
        ("A result: {result}`forget-bias/no/such/key`.\n", "no/such/key"),
        ("A link: [there](nowhere.md).\n", "nowhere"),
    ],
)
def test_a_defect_fails_the_build(tmp_path, page, said):
    done = build(tmp_path, page)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


@pytest.mark.slow
def test_a_result_shows_its_receipt(tmp_path):
    done = build(tmp_path, "{result}`forget-bias/shakespeare/bias-0/bpc`\n")
    assert done.returncode == 0, done.stdout + done.stderr
    span = html(tmp_path).split('class="result"')[1].split("</span>")[0]
    for part in ("seeds", "spread", "python -m lstm_src.experiments"):
        assert part in span


@pytest.mark.slow
def test_launch_buttons_follow_the_repository(tmp_path):
    page = "```{code-cell}\n1 + 1\n```\n"
    for name, variables in {
        "fork": {"GITHUB_REPOSITORY": "someone/fork"},
        "none": {},
    }.items():
        (tmp_path / name).mkdir()
        done = build(tmp_path / name, page, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
    links = set(re.findall(r'href="(https://[^"]*)"', html(tmp_path / "fork")))
    binder = "https://mybinder.org/v2/gh/someone/fork/main?urlpath=lab/tree/book"
    assert f"{binder}/index.md" in links
    site = "https://someone.github.io/fork/"
    assert all("someone/fork" in link or link.startswith(site) for link in links)
    built = tmp_path / "fork/_build/html"
    assert f'content="{site}book/index.html"' in html(tmp_path / "fork")
    assert f"<loc>{site}book/index.html</loc>" in (built / "sitemap.xml").read_text()
    assert f'href="{site}"' in (built / "404.html").read_text()
    assert not re.findall(r'href="https?://', html(tmp_path / "none"))
    assert not (tmp_path / "none/_build/html/sitemap.xml").exists()
    assert not (tmp_path / "none/_build/html/404.html").exists()


@pytest.mark.parametrize(
    "repository, site",
    [
        ("https://github.com/Ada/belt", "https://ada.github.io/belt/"),
        ("https://github.com/ada/ada.github.io", "https://ada.github.io/"),
        ("https://gitlab.com/ada/belt", "https://ada.gitlab.io/belt/"),
        (None, None),
    ],
)
def test_site_address_follows_the_forge(repository, site):
    assert published.site_address(repository) == site


def test_expressions_are_found_in_prose_and_not_in_code():
    page = (
        "a {eval}`x` b {eval}`y` c {eval}`x` and literally `{eval}` d\n"
        "```{admonition} T\nin {eval}`z`\n```\n"
        "````{dropdown} T\n```python\n{eval}`no`\n```\n{eval}`w`\n````\n"
        "```{code-cell}\n'{eval}`no`'\n```\n"
    )
    text, expressions = eval_role.collect_expressions(page)
    assert expressions == ["x", "y", "z", "w"]
    assert text.count("{glue:text}") == 5
    assert text.count("{eval}`no`") == 2


def test_cache_key_follows_sources(tmp_path):
    (tmp_path / "lstm_src").mkdir()
    module = tmp_path / "lstm_src/view.js"
    module.write_text("let a = 1;")
    first = execution_cache.fingerprint(tmp_path)
    assert first == execution_cache.fingerprint(tmp_path)
    module.write_text("let a = 2;")
    assert first != execution_cache.fingerprint(tmp_path)


def test_equal_sources_are_stored_once_and_strangers_dropped():
    def model(name, **state):
        return {"model_name": name, "state": state}

    widgets = {
        "state": {
            "a": model("AnyModel", _esm="export default 1", x=1),
            "b": model("AnyModel", _esm="export default 1", x=2),
            "box": model("VBoxModel", children=["IPY_MODEL_a", "IPY_MODEL_b"]),
            "link": model(
                "LinkModel", source=["IPY_MODEL_s", "x"], target=["IPY_MODEL_a", "x"]
            ),
            "s": model("FloatSliderModel"),
            "stranger": model("FloatSliderModel"),
        }
    }
    kept = live_page.reachable(widgets["state"], ["box"])
    assert kept == {"a", "b", "box", "link", "s"}
    shared = live_page.share_sources(widgets)
    assert list(shared["sources"].values()) == ["export default 1"]
    assert shared["state"]["a"]["state"]["_esm"] == "source-0"


@pytest.mark.parametrize(
    "address, expected",
    [
        ("https://github.com/ada/belt.git", "https://github.com/ada/belt"),
        ("git@github.com:ada/belt.git", "https://github.com/ada/belt"),
        ("ssh://git@gitlab.com/a/b/c", "https://gitlab.com/a/b/c"),
        ("/srv/git/belt", None),
        ("../belt", None),
        ("file:///srv/git/belt", None),
        ("https://example.org/ada/belt", None),
    ],
)
def test_only_web_forges_count_as_a_repository(address, expected):
    assert repository.normalise(address) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers, said",
    [
        ("- [ ] no\n- [ ] never\n", "no answer is ticked"),
        ("- [x] yes\n- maybe\n", "begins with"),
        ("many\n: Right.\n", "terms are numbers"),
        ("Nothing at all.\n", "no task list"),
    ],
)
def test_a_quiz_that_cannot_be_asked_fails_the_build(tmp_path, answers, said):
    quiz = "```{admonition} Ask\n:class: quiz\n:name: ask\nWhat?\n\n%s```\n"
    done = build(tmp_path, quiz % answers)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


EXERCISES = """
```{exercise} By hand
:label: ex-one
What?
```

```{solution} ex-one
:class: dropdown
The quincunx is here.
```

```{exercise-start} In code
:label: ex-two
```
Write.
```{exercise-end}
```

```{solution-start} ex-two
:class: dropdown
```
The other quincunx.
```{solution-end}
```
"""


@pytest.mark.slow
@pytest.mark.parametrize("wanted, shown", [("yes", 2), ("no", 0)])
def test_a_book_for_a_class_holds_no_solution(tmp_path, wanted, shown):
    done = build(tmp_path, EXERCISES, SOLUTIONS=wanted)
    assert done.returncode == 0, done.stdout + done.stderr
    files = [p for p in (tmp_path / "_build/html").rglob("*") if p.is_file()]
    assert html(tmp_path).count("quincunx") == shown
    told = [path.name for path in files if b"quincunx" in path.read_bytes()]
    assert bool(told) == bool(shown), told
