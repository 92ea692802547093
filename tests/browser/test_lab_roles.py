"""What our extension for JupyterLab shows: numbers, sources, solutions, quizzes.

The real script and its real files, on a page with the elements that jupyterlab-myst
leaves behind; tests/audit/test_fresh_lab.py sees it inside JupyterLab.
"""

import re
import sys
from pathlib import Path

import pytest

from lstm_src.experiments.receipts import RESULTS, lookup

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from downloads import authors_and_years  # noqa: E402
from plain_notebook import included  # noqa: E402
from result_role import receipt  # noqa: E402

pytestmark = pytest.mark.browser

BIB = ROOT / "book/references.bib"
SOLUTIONS = ROOT / "exercises/solutions"
STATIC = ROOT / "book/_lab/static"
LOST = "no/such/key"
SOURCE = '<span class="text-yellow-600" title="Citation Not Found"><svg></svg>%s</span>'
START = """async (source) => {
  const factory = await window._JUPYTERLAB["conveyor-belt"].get("./extension");
  const model = { type: "markdown", sharedModel: { getSource: () => source } };
  const panel = { node: document.body, content: { widgets: [{ model }] } };
  factory().default.activate({ shell: { widgets: () => [panel, {}] } });
  document.body.append("one more thing, and the observer looks");
}"""
FOLD = '<details><summary><a href="#%s">Solution</a></summary><div></div></details>'
BOX = '<input class="task-list-item-checkbox" disabled type="checkbox"%s>'
ANSWER = f"<li><p><span>{BOX}</span> It %s.</p><p>Because.</p></li>"
QUIZ = '<aside class="quiz"><ul>%s</ul></aside>' % (
    ANSWER % ("", "forgets") + ANSWER % (" checked", "keeps")
)
INCLUDE = re.compile(
    r"\{solution(?:-start)?\} (\S+)\n[^{]*\{literalinclude\} (\S+)\n:pyobject: (\w+)"
)
READ = """(spans) => spans.map((span) => [span.textContent, span.title])"""


def solutions():
    """Return (label, path, function) for each solution that a chapter takes in."""
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("book/*.md")]
    found = [match for text in texts for match in INCLUDE.findall(text)]
    assert len(found) == sum(text.count("{literalinclude}") for text in texts) > 20
    return found


def keys():
    found = []
    for path in sorted(RESULTS.glob("*.csv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            found.append(f"{path.stem}/{line.split(',')[0]}")
    return found


@pytest.fixture(scope="module")
def page(browser):
    """A page of such elements, once the script has looked at it."""
    cited = "".join(SOURCE % key for key in authors_and_years((str(BIB),)))
    results = "".join(f"<span>{key}</span>" for key in [*keys(), LOST])
    body = (
        f'<body class="myst"><p id="results">{results}</p>'
        f'<p class="cite-group narrative">{cited}</p>'
        f'<p class="cite-group parenthetical">{cited}</p>'
        f"{QUIZ}{''.join(FOLD % label for label, *_ in solutions())}"
        '<script src="static/remoteEntry.js"></script>'
    )

    def answer(route):
        name = route.request.url.partition("/static/")[2]
        places = {"references.bib": BIB, "remoteEntry.js": STATIC / "remoteEntry.js"}
        if name:
            folder = {"results": RESULTS, "solutions": SOLUTIONS}
            kind, _, file = name.rpartition("/")
            path = places.get(name) or folder[kind] / file
            return route.fulfill(path=path) if path.exists() else route.abort()
        return route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("http://lab.test/")
    chapters = [path.read_text(encoding="utf-8") for path in ROOT.glob("book/*.md")]
    page.evaluate(START, "\n".join(chapters))
    page.locator("[title='Citation Not Found']").first.wait_for(state="detached")
    page.wait_for_function(
        "() => document.querySelectorAll('#results span:not([title])').length < 2"
    )
    page.wait_for_function("() => !document.querySelector('details > div:empty')")
    yield page
    page.close()


def test_every_number_is_shown_with_the_receipt_of_the_site(page):
    shown = page.locator("#results span").evaluate_all(READ)
    wanted = [lookup(key) for key in keys()]
    assert len(wanted) > 100
    assert shown[:-1] == [[row.value, receipt(row)] for row in wanted]
    assert shown[-1] == [LOST, ""], "an unknown key stays, to be seen"


@pytest.mark.parametrize(
    "kind, form", [("narrative", "{} ({})"), ("parenthetical", "{}, {}")]
)
def test_every_source_is_named_as_in_the_downloads(page, kind, form):
    shown = page.locator(f".{kind} span").evaluate_all(READ)
    cited = authors_and_years((str(BIB),)).values()
    assert len(shown) == len(cited) > 40
    assert [text for text, _ in shown] == [form.format(*pair) for pair in cited]
    assert all(title for _, title in shown)


def test_every_solution_is_taken_in_whole_and_once(page):
    for label, path, name in solutions():
        fold = page.locator("details", has=page.locator(f"a[href='#{label}']"))
        wanted = included(ROOT / "book", path, {"pyobject": name})[1:-1]
        assert fold.locator("pre").text_content().splitlines() == wanted, label


def test_a_quiz_tells_nothing_before_a_tick(page):
    quiz = page.locator("aside.quiz")
    assert quiz.locator("input:checked").count() == 0
    assert quiz.get_by_text("Because.").locator("visible=true").count() == 0
    verdict = "li => getComputedStyle(li.querySelector('p'), '::after').content"
    for name, said in [("It forgets.", "Not this one"), ("It keeps.", "Right")]:
        answer = quiz.locator("li", has_text=name)
        assert answer.evaluate(verdict) == "none"
        page.get_by_role("checkbox", name=name).check()
        assert said in answer.evaluate(verdict)
        assert answer.get_by_text("Because.").is_visible()
