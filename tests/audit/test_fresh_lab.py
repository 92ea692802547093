"""Three chapters in a JupyterLab that has what requirements.txt names, and no more.

A gate, a training that runs live, and the exercises: each opens as a notebook, reads as
text, and runs from top to bottom; a slider moves a value in Python; a check answers.
"""

import os
import re
import subprocess
import venv
from pathlib import Path

import pytest

from exercises.catalogue import find
from lstm_src.experiments.receipts import lookup
from tests.browser.lab import (
    ERROR,
    PROBE,
    drag,
    python_sees,
    run_all,
    run_cell,
    running,
)

pytestmark = [pytest.mark.audit, pytest.mark.browser, pytest.mark.lab]

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {
    "forget-gate.md": "view.f, f.value",
    "training.md": "view.gap, gap.value",
    "long-exercises.md": "'the end'",
}
STUB = 'check("lstm-sequence", lstm_sequence)'
RAW = ("{admonition}", "{dropdown}", "{exercise-start}", "{solution-start}", "{eq}")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab over the committed chapters."""
    folder = tmp_path_factory.mktemp("fresh")
    clone, env = folder / "clone", folder / "env"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    venv.create(env, with_pip=True)
    python = str(env / "bin/python")
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    bare = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    subprocess.run([*pip, "-r", "requirements.txt"], cwd=clone, env=bare, check=True)
    for name, seen in CHAPTERS.items():
        chapter = clone / "book" / name
        chapter.write_text(chapter.read_text() + PROBE % seen)
    with running(clone / "book", tmp_path_factory.mktemp("home"), python) as address:
        yield address


@pytest.fixture
def ran(lab, browser):
    """Return a function that opens a chapter and runs it to its end."""
    pages = []

    def run(name):
        page = run_all(browser, lab + name)
        pages.append(page)
        said = page.locator(".jp-OutputArea-output", has_text="python sees")
        said.wait_for(timeout=180_000)
        assert page.locator(ERROR).count() == 0
        return page

    yield run
    for page in pages:
        page.context.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_runs_and_shows_no_directive_raw(ran, name):
    page = ran(name)
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()
    assert prompts and all(re.fullmatch(r"\[\d+\]:", prompt) for prompt in prompts)
    text = "".join(page.locator(".jp-MarkdownCell .myst").all_text_contents())
    assert len(text) > 1000
    assert not [role for role in RAW if role in text]
    assert page.locator(".jp-MarkdownCell aside").count(), "an admonition is one"
    assert page.locator(".jp-MarkdownCell details").count(), "a fold is one"
    assert page.locator(".jp-MarkdownCell .katex").count() > 5


def test_numbers_sources_and_solutions_are_shown_and_not_their_keys(ran):
    page = ran("forget-gate.md")
    number = page.locator(".myst span[title*='again by: python -m']").first
    number.wait_for(state="attached", timeout=60_000)
    row = lookup("forget-bias/shakespeare/bias-0/bpc")
    assert number.text_content() == row.value
    title = number.get_attribute("title")
    assert all(part in title for part in (row.task, row.spread, row.versions))
    text = "".join(page.locator(".jp-MarkdownCell .myst").all_text_contents())
    assert "forget-bias/" not in text and "gers2000" not in text
    assert "Gers et al. (2000) introduced" in text
    assert page.locator(".myst [title='Citation Not Found']").count() == 0
    assert "def kept_to_end" in page.locator("pre.taken-in").text_content()


@pytest.mark.parametrize(
    "name, slug, label, by",
    [
        ("forget-gate.md", "forget-gate", "forget gate f", -60),
        ("training.md", "training-race", "gap", 60),
    ],
)
def test_python_sees_a_drag(ran, name, slug, label, by):
    page = ran(name)
    page.locator(f"[data-explorable={slug}][data-ready=true]").first.wait_for()
    before = python_sees(page)
    drag(page, label, by)
    for _ in range(40):
        run_cell(page, page.locator(".jp-CodeCell").last)
        page.wait_for_timeout(500)
        in_view, in_slider = python_sees(page)
        if in_view != before[0]:
            break
    assert in_view == in_slider and in_view != before[0]
    assert (float(in_view) - float(before[0])) * by > 0


def test_a_check_answers(ran):
    page = ran("long-exercises.md")
    cell = page.locator(".jp-CodeCell", has_text=STUB)
    assert "not yet" in cell.text_content()
    cell.scroll_into_view_if_needed()
    solution = find("lstm-sequence").solution.read_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"from exercises import check\n{solution}\n\n{STUB}\n")
    run_cell(page, cell)
    cell.locator("text=/lstm-sequence: right/").wait_for(timeout=60_000)
    assert page.locator(ERROR).count() == 0
