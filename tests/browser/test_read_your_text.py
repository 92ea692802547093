"""Read your own text in a reader's hands: any text at all, scrubbed, held, shared."""

import json
from urllib.parse import quote

import pytest

from lstm_src.explorables.read_your_text import READS, ReadYourText
from tests.browser.mounting import write_page

pytestmark = pytest.mark.browser
TYPE = """(text) => { const area = document.querySelector("textarea");
  area.value = text; area.dispatchEvent(new Event("input", { bubbles: true })); }"""
IN_BOOK = "document.querySelector('main').className = 'live-widget'; cleanup(); "
IN_BOOK += "window.cleanup = mount(); null"
MARK = "#read-your-text="


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens the bare page of a view, as a page of the book."""
    pages = []

    def opened(hash="", in_book=True, width=720, **settings):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda message: pytest.fail(message.text))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(write_page(tmp_path, ReadYourText(**settings)) + hash)
        page.wait_for_selector("[data-ready=true]")
        if in_book:
            page.evaluate(IN_BOOK)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()


def value(page, name):
    shown = page.locator(f"[data-quantity={name}]:not([data-t])")
    return float(shown.get_attribute("data-value"))


def choice(page, name):
    return page.get_by_role("combobox", name=name, exact=True)


# ---- any text at all


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("<img src=x onerror=alert(1)><script>alert(2)</script>", 11),
        ("The owl \U0001f989 sings \U0001f989.", 2),
        ("שלום The key", 4),
        ("\u202eThe key\u202c\u0000", 3),
        ("naïve “Ada” — it’s", 0),
        ("\ud83e lone", 1),
        ("", 0),
        (" ", 0),
    ],
    ids=["html", "emoji", "right to left", "controls", "typography", "half", "", " "],
)
def test_text_is_text_and_the_unknown_is_counted(show, text, unknown):
    page = show()
    nodes = page.evaluate("document.querySelectorAll('img, script').length")
    page.evaluate(f"({TYPE})({json.dumps(text)})")
    assert page.evaluate("document.querySelectorAll('img, script').length") == nodes
    assert page.evaluate("[...model.get('text')].length") == len(text)
    assert page.evaluate("model.get('length')") == max(1, len(text))
    counted = page.locator("[data-quantity=unknown]")
    assert counted.count() == (unknown > 0)
    if unknown:
        assert value(page, "unknown") == unknown
        assert "read as blanks" in page.locator(".caption").first.inner_text()
    values = page.locator("[data-quantity]").evaluate_all(
        "(nodes) => nodes.map((node) => node.dataset.value)"
    )
    assert all(float(number) == float(number) for number in values)


@pytest.mark.parametrize("clamp", ["none", "f"])
def test_ten_thousand_characters_never_freeze_the_page(show, clamp):
    page = show(clamp=clamp)
    text = "The owl \U0001f989 sings. " * 600
    took = page.evaluate(
        f"""(text) => {{ const type = {TYPE}, start = performance.now();
        type(text); return performance.now() - start; }}""",
        text,
    )
    assert took < 3000  # whatever the machine: it does not read ten thousand
    said = page.locator(".caption").first.inner_text()
    assert f"first {READS} characters of {len(text):,}" in said
    assert "are drawn" in said
    assert page.evaluate("model.get('length')") == READS
    assert page.locator("textarea").input_value() == text
    width = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(width) <= 0


def test_the_part_that_is_drawn_follows_the_character(show):
    page = show(text="The owls sing. " * 12)
    first = page.locator(".caption").first.inner_text()
    assert first.startswith("Characters 1 to ")
    page.evaluate("model.set('t', 150)")
    low, high = (
        int(word)
        for word in page.locator(".caption").first.inner_text().split()
        if word.isdigit()
    )
    assert low <= 150 <= high
    rows = page.locator(".numbers tr")
    page.wait_for_function(
        "(n) => document.querySelectorAll('.numbers tr').length === n",
        arg=high - low + 2,
    )
    assert rows.nth(1).locator("th").text_content() == str(low)


# ---- scrubbing, the mean, and gates that are held


def test_every_setting_changes_what_is_shown(show):
    page = show(text="The key near the boxes is cold.", t=5)
    before = value(page, "C_t"), value(page, "surprise")
    page.evaluate("model.set('t', 20)")
    assert (value(page, "C_t"), value(page, "surprise")) != before
    before = value(page, "C_t")
    page.evaluate("model.set('cell', 9)")
    assert value(page, "C_t") != before and value(page, "cell") == 9
    before = value(page, "C_t")
    page.get_by_role("button", name="Mean of all cells").press("Enter")
    assert page.evaluate("model.get('mean')") and value(page, "C_t") != before
    page.evaluate("model.set('clamp_value', 0.25)")
    assert value(page, "clamp_value") == 0.25


def test_a_held_gate_stands_from_its_character_on(show):
    page = show(text="The key near the boxes is cold.", t=20, clamp_from=12)
    free = value(page, "loss")
    choice(page, "hold").select_option("f")
    page.evaluate("model.set('clamp_value', 0)")
    assert page.evaluate("model.get('clamp')") == "f"
    assert value(page, "f_t") == 0 and value(page, "loss") == free
    assert value(page, "loss_added") == pytest.approx(
        value(page, "loss_clamped") - free
    )
    page.evaluate("model.set('t', 11)")
    assert value(page, "f_t") > 0
    choice(page, "in cells").select_option("one")
    page.evaluate("model.set('t', 12)")
    assert value(page, "f_t") == 0
    page.evaluate("model.set('mean', true)")
    assert value(page, "f_t") > 0


def test_a_long_held_reading_is_right_when_the_movement_is_over(show):
    shown = """() => JSON.stringify([...document.querySelectorAll("[data-quantity]")]
      .map((e) => [e.dataset.quantity, e.dataset.t, e.dataset.value]))"""
    settings = {"text": "The owls sing. " * 26, "clamp": "f", "clamp_from": 2, "t": 380}
    wanted = show(**settings, clamp_value=0.25).evaluate(shown)
    page = show(**settings, clamp_value=1.0)
    page.evaluate("for (const v of [0.9, 0.6, 0.25]) model.set('clamp_value', v)")
    assert value(page, "clamp_value") == 0.25
    page.wait_for_function(f"(wanted) => ({shown})() === wanted", arg=wanted)


def test_pointing_at_a_character_chooses_it(show):
    page = show(text="The key near the boxes is cold.", t=1)
    box = page.locator("svg.view").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 60)
    assert page.evaluate("model.get('t')") > 5


def test_an_example_is_read_from_its_beginning(show):
    page = show()
    choice(page, "or an example").select_option("a name and a pronoun")
    assert page.evaluate("model.get('text')").startswith("Tilda")
    assert page.locator("textarea").input_value().startswith("Tilda")
    assert page.evaluate("model.get('t')") == 1


# ---- the address


def link(**settings):
    return MARK + quote(json.dumps(settings))


def test_a_link_brings_its_setting(show):
    told = {"text": "Ada & <b>Tom</b> = 100%", "t": 4, "cell": 7, "clamp": "o"}
    told |= {"clamp_value": 0.75, "clamp_from": 3, "mean": True, "about": "quotes"}
    page = show(link(**told))
    for name, wanted in told.items():
        assert page.evaluate(f"model.get('{name}')") == wanted
    assert page.locator("textarea").input_value() == told["text"]


@pytest.mark.parametrize(
    "hash",
    [
        MARK,
        MARK + "%",
        MARK + "%7B",
        MARK + "null",
        MARK + "[1]",
        link(t=0, cell=-1, clamp="x", clamp_value=2, mean=1, about="__proto__"),
        link(t="3", cell=1.5, clamp_from=None, text=7, _weights="", slug="x"),
        "#another-section",
    ],
)
def test_a_broken_link_changes_nothing(show, hash):
    page = show(hash)
    for name, wanted in ReadYourText().numbers().items():
        assert page.evaluate(f"model.get('{name}')") == wanted


def test_a_long_text_in_a_link_is_cut(show):
    page = show(link(text="owl " * 2000))
    assert page.evaluate("model.get('text').length") == READS


def test_the_address_follows_what_the_reader_changes(show):
    page = show()
    page.wait_for_timeout(700)
    assert page.evaluate("location.hash") == ""
    visited = page.evaluate("history.length")
    page.evaluate(f"({TYPE})('The \U0001f989 & the key')")
    page.wait_for_function("location.hash !== ''")
    fragment = page.evaluate("location.hash")
    other = show(fragment)
    assert other.evaluate("model.get('text')") == "The \U0001f989 & the key"
    assert other.evaluate("model.get('t')") == 15
    assert page.evaluate("history.length") == visited


def test_a_link_in_the_same_page_is_followed(show):
    page = show()
    page.evaluate("(hash) => { location.hash = hash; }", link(cell=5))
    page.wait_for_function("model.get('cell') === 5")


def test_copying_puts_the_setting_in_the_address(show):
    page = show(cell=3)
    page.get_by_role("button", name="Copy a link to this").press("Enter")
    page.wait_for_function("location.hash !== ''")
    shown = json.loads(page.evaluate("decodeURIComponent(location.hash)")[len(MARK) :])
    assert shown["cell"] == 3
    page.wait_for_function(
        "[...document.querySelectorAll('button')].some((b) =>"
        " ['Copied', 'Now in the address line'].includes(b.textContent))"
    )


def test_elsewhere_the_address_is_left_alone(show):
    """In JupyterLab no element of class live-widget is around the view."""
    page = show(link(cell=5), in_book=False)
    before = page.evaluate("location.href")
    assert page.evaluate("model.get('cell')") == ReadYourText().cell
    page.evaluate("model.set('cell', 8)")
    page.wait_for_timeout(800)
    assert page.evaluate("location.href") == before
    assert page.get_by_role("button", name="Copy a link to this").count() == 0


# ---- surgery


def test_surgery_works_when_it_is_opened_and_follows_the_cell(show):
    page = show(about="brackets")
    assert page.locator("[data-quantity=effect]").count() == 0
    summary = page.locator("summary", has_text="Gate surgery")
    summary.press("Enter")
    page.wait_for_selector("[data-quantity=effect]", timeout=120_000)
    before = value(page, "effect")
    page.evaluate("model.set('cell', 1)")
    assert value(page, "effect") != before
    assert value(page, "effect_all") < -1  # all cells at once: the other reading
    assert value(page, "right") > value(page, "right_untrained")
    choice(page, "to test it,").select_option("wipe")
    page.wait_for_selector("[data-quantity=effect]", timeout=120_000)
    page.evaluate("cleanup()")
    assert page.evaluate("model.listening()") == 0


def test_the_page_stays_awake_during_surgery(show):
    page = show()
    page.evaluate(
        """() => { window.ticks = 0;
        const tick = () => { ticks++; setTimeout(tick); };
        setTimeout(tick);
        document.querySelectorAll("details")[1].open = true; }"""
    )
    page.wait_for_selector("[data-quantity=effect]", timeout=120_000)
    assert page.evaluate("ticks") > 20
