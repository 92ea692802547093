"""Quizzes in a page: each wrong answer gets its own reply, by keyboard and off-line."""

import json

import pytest

from tests.test_build import build

pytestmark = pytest.mark.browser
PAGE = """
```{admonition} Choose
:class: quiz
:name: quiz-one
What does $f = 1$ do?

- [ ] It empties the belt.

  That is $f = 0$.
- [x] It keeps all of $C$.

  Nothing is lost.
- [ ] It doubles $C$.

  A gate never exceeds one.
```

```{admonition} Several
:class: quiz
:name: quiz-several
Which are gates?

- [x] f
- [x] i
- [ ] h

  That is the hidden state.
```

```{admonition} Number
:class: quiz
:name: quiz-number
How many steps?

13.5 ± 0.5
: That is the half-life.

7
: You halved twice.

otherwise
: Use logarithms.
```

```{admonition} Order
:class: quiz
:name: quiz-order
What comes first?

1. forget
2. add
3. show

The state is ready before it is shown.
```

```{admonition} So far
:class: quiz-progress
Kept in this browser.
```
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quiz")
    done = build(folder, PAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "_build/html/book/index.html").as_uri()


@pytest.fixture
def page(browser, address):
    context = browser.new_context(offline=True, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(address)
    page.wait_for_timeout(600)
    yield page
    assert page.said == []
    context.close()


def told(page, name):
    return " ".join(page.locator(f"#{name} .told").inner_text().split())


def check(page, name):
    page.locator(f"#{name}").get_by_role("button", name="Check").click()
    return told(page, name)


def test_each_answer_gets_its_own_reply(page):
    one = page.locator("#quiz-one")
    assert check(page, "quiz-one") == "✗ Choose an answer first."
    one.get_by_role("radio").nth(0).check()
    assert "Not quite. That is" in check(page, "quiz-one")
    assert one.locator(".told mjx-container").count() == 1
    one.get_by_role("radio").nth(2).check()
    assert check(page, "quiz-one") == "✗ Not quite. A gate never exceeds one."
    one.get_by_role("radio").nth(1).check()
    assert check(page, "quiz-one") == "✓ Right. Nothing is lost."


def test_several_answers_may_hold(page):
    boxes = page.locator("#quiz-several").get_by_role("checkbox")
    boxes.nth(0).check()
    assert check(page, "quiz-several").startswith("… Right so far; more of them hold")
    boxes.nth(1).check()
    boxes.nth(2).check()
    assert "That is the hidden state." in check(page, "quiz-several")
    boxes.nth(2).uncheck()
    assert check(page, "quiz-several").startswith("✓ Right.")


@pytest.mark.parametrize(
    "typed, reply",
    [
        ("13.5", "✓ Right. That is the half-life."),
        ("13,1", "✓ Right. That is the half-life."),
        ("7", "✗ Not quite. You halved twice."),
        ("−7", "✗ Not quite. Use logarithms."),
        ("", "✗ Nothing is not a number; write digits, such as 0.5."),
        ("<i>x", "✗ “<i>x” is not a number; write digits, such as 0.5."),
    ],
)
def test_numbers(page, typed, reply):
    page.locator("#quiz-number").get_by_role("textbox").fill(typed)
    assert check(page, "quiz-number") == reply


def test_order_by_keyboard_alone(page):
    first = page.locator("#quiz-order").get_by_role("button").first
    assert "place 1" in check(page, "quiz-order")
    for _ in range(6):  # sort by exchanging neighbours
        texts = page.locator("#quiz-order .to-order span").all_inner_texts()
        places = [["forget", "add", "show"].index(text) for text in texts]
        wrong = next((k for k in range(2) if places[k] > places[k + 1]), None)
        if wrong is None:
            break
        down = page.get_by_role("button", name=f"Move “{texts[wrong]}” down")
        assert page.locator("[data-place]").count() == 3
        down.focus()
        page.keyboard.press("Enter")
        assert down.evaluate("e => e === document.activeElement")
    assert "ready before it is shown" in check(page, "quiz-order")
    assert first.is_visible()


def test_keyboard_answers_a_choice(page):
    page.locator("#quiz-one").get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert told(page, "quiz-one") == "✓ Right. Nothing is lost."


def test_what_was_answered_is_kept_exported_and_cleared(page):
    row = page.locator(".quiz-progress tr")
    assert "0 of 4" in row.inner_text()
    page.locator("#quiz-several").get_by_role("checkbox").nth(0).check()
    check(page, "quiz-several")
    page.locator("#quiz-one").get_by_role("radio").nth(1).check()
    check(page, "quiz-one")
    page.reload()
    assert "1 of 4" in row.inner_text()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Export").click()
    answers = json.loads(kept.value.path().read_text())
    assert answers["book/index#quiz-one"] == {"tries": 1, "right": True}
    assert answers["book/index#quiz-several"]["right"] is False
    page.get_by_role("button", name="Clear").click()
    page.reload()
    assert "0 of 4" in row.inner_text()


def test_works_where_the_browser_refuses_to_store(browser, address):
    page = browser.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new Error('refused') } })"
    )
    page.goto(address)
    page.locator("#quiz-one").get_by_role("radio").nth(1).check()
    assert check(page, "quiz-one") == "✓ Right. Nothing is lost."
    page.close()


def test_without_javascript_the_answers_stand_in_a_fold(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#quiz-number summary").click()
    assert page.get_by_text("You halved twice.").is_visible()
    context.close()
