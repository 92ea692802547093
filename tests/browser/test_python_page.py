"""Python in the page, in real Chromium without internet: what a reader does with it."""

import hashlib

import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_src import palette
from tests.browser.python_reader import CHECK, NUMPY, PLAIN, Reader, serving, small_site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("python_page")]


@pytest.fixture(scope="module")
def started(browser, tmp_path_factory):
    """One tab with Python in it, for all the tests."""
    built = small_site(tmp_path_factory.getbasetemp())
    with serving(built) as address:
        reader = Reader(browser, built, address).start()
        yield reader
        reader.context.close()


@pytest.fixture
def reader(started):
    """The same tab with every cell as it was printed."""
    for button in started.page.get_by_role("button", name="Reset").all():
        button.click()
    yield started
    assert started.said == []


def test_a_cell_runs_is_changed_and_runs_again(reader):
    assert reader.run(PLAIN, "print('one')\n6 * 7").split() == ["one", "42"]
    assert reader.run(PLAIN, "6 * 8") == "48"
    assert f"{PLAIN.capitalize()}: 48" in reader.status()


def test_what_stands_above_runs_in_order_hidden_cells_too(reader):
    reader.press(f"Run above: {NUMPY}")
    assert reader.awaits_end(PLAIN).split() == ["step", "0", "step", "1", "42"]
    assert reader.page.get_by_text("of a cell without its code").is_visible()


def test_an_error_shows_the_line_of_the_reader(reader):
    text = "x = 1\n\ndef f(y):\n    return y / 0\n\nf(x)"
    shown = reader.run(PLAIN, text)
    assert "line 6\n    f(x)\nline 4, in f\n" in shown and "Error: division" in shown
    numbers = reader.page.locator(f".py-edit[data-cell='{PLAIN}'] .py-numbers")
    assert "▸4" in numbers.inner_text().split()
    reader.code(PLAIN).press("End")
    reader.code(PLAIN).type(" ")
    assert "▸" not in numbers.inner_text()


def test_what_is_printed_is_never_html(reader):
    text = "<b>bold</b><img src=x onerror=alert(1)>"
    shown = reader.run(PLAIN, f"print({text!r})\n{text!r}")
    assert shown.count(text) == 2
    assert reader.page.locator(".py-out :is(b, img)").count() == 0


def test_reset_brings_the_printed_page_back(reader):
    printed = reader.page.locator(".cell_output", has_text="step 1")
    assert printed.is_visible()
    reader.run(PLAIN, "'another'")
    assert not printed.is_visible()
    reader.press(f"Reset: {PLAIN}")
    assert printed.is_visible() and reader.shown(PLAIN) == ""
    assert reader.code(PLAIN).input_value().startswith("for k in range(2)")


def test_the_books_own_package_is_there(reader):
    find = "from importlib.util import find_spec\nfrom pathlib import Path\n"
    find += "from hashlib import sha256\nfind_spec('exercises') and "
    find += "sha256(Path(find_spec('lstm_src').origin).with_name('palette.py')"
    find += ".read_bytes()).hexdigest()"
    with open(palette.__file__, "rb") as file:
        expected = hashlib.file_digest(file, "sha256").hexdigest()
    assert reader.run(PLAIN, find) == repr(expected)


def test_numpy_that_does_not_come_gets_its_own_sentence(reader):
    reader.press(f"Run: {NUMPY}")
    shown = reader.awaits_end(NUMPY)
    assert shown.startswith("NumPy could not be fetched from cdn.jsdelivr.net")
    assert [url for url in reader.asked if "/numpy-" in url]
    own = reader.page.locator(f".py-out[data-cell='{NUMPY}']")
    assert own.get_by_role("button", name="Retry").is_visible()
    assert "NumPy" in reader.run(PLAIN, "import lstm_src")
    assert reader.run(PLAIN, "1 + 1") == "2"


def test_widgets_live_elsewhere(reader):
    text = "from ipywidgets import FloatSlider\ns = FloatSlider(0.3)\ns"
    assert "They live above on this page" in reader.run(PLAIN, text)
    assert "They live above" in reader.run(PLAIN, "print(f'{s.value:.2f}')")
    assert reader.moves_the_gate()


def test_a_check_has_one_button_and_runs_what_it_needs(reader):
    bar = reader.page.locator(f".py-bar[data-cell='{CHECK}']")
    assert bar.get_by_role("button").all_inner_texts() == ["Check my answer"]
    reader.press(f"Check my answer: {CHECK}")
    assert reader.awaits_end(CHECK).strip() == "forget-gate: 0"
    assert bar.get_by_role("button").all_inner_texts() == ["Check my answer"]


def test_by_keyboard_alone(reader):
    code, keys = reader.code(PLAIN), reader.page.keyboard
    code.fill("")
    code.focus()
    keys.type("for k in [1]:")
    keys.press("Enter")
    keys.type("print(k)")
    keys.press("Enter")
    keys.press("Backspace")
    keys.type("if k:")
    keys.press("Enter")
    keys.press("Shift+Tab")
    keys.press("Tab")
    keys.type("'end'")
    assert code.input_value() == "for k in [1]:\n    print(k)\nif k:\n    'end'"
    keys.press("Control+a")
    keys.press("Tab")
    assert code.input_value().startswith("    for k in [1]:\n        print")
    keys.press("Shift+Tab")
    keys.press("Shift+Enter")
    assert reader.awaits_end(PLAIN) == "1"
    focused = "document.activeElement.ariaLabel"
    assert reader.page.evaluate(focused) == f"Code of {NUMPY}"
    keys.press("Escape")
    keys.press("Tab")
    assert reader.page.evaluate(focused) == f"Run: {NUMPY}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_to_say(reader, theme):
    page = reader.page
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    reader.run(PLAIN, "# a note\nprint('x' * 300, 1.5)\n1 / 0")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_it_fits_a_phone_and_print_ignores_it(reader):
    page = reader.page
    reader.run(PLAIN, f"x = '{'long ' * 60}'\nprint(x)")
    page.set_viewport_size({"width": 375, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.emulate_media(media="print")
    seen = page.locator(".py-edit, .py-bar, .py-out, .python-here").all()
    printed = page.locator(".cell_output", has_text="step 1").is_visible()
    visible = [one for one in seen if one.is_visible()]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert width <= 375 and printed and visible == []


def test_an_endless_loop_streams_is_stopped_and_python_begins_anew(reader):
    reader.press(f"Check my answer: {CHECK}")
    reader.awaits_end(CHECK)
    reader.run(PLAIN, "kept = 1")
    reader.code(PLAIN).fill("print('round')\nwhile True:\n    pass")
    reader.press(f"Run: {PLAIN}")
    out = reader.page.locator(f".py-out[data-cell='{PLAIN}']")
    out.get_by_text("round").wait_for()
    reader.press(f"Stop: {PLAIN}")
    assert "has forgotten every name" in reader.awaits_end(PLAIN)
    focused = reader.page.evaluate("document.activeElement.ariaLabel")
    assert focused == f"Run: {PLAIN}"
    reader.press(f"Run: {PLAIN}")  # while Python is on its way
    reader.press(f"Stop: {PLAIN}")
    reader.awaits_status("is ready again")
    shown = reader.run(PLAIN, "kept")
    assert len(reader.page.workers) == 1
    assert "NameError: name 'kept' is not defined" in shown
    assert "press Run above" in shown and "NameError" in reader.status()
    reader.press(f"Check my answer: {CHECK}")
    assert reader.awaits_end(CHECK) == "forget-gate: 0"


def test_the_page_can_be_put_back_whole(reader):
    reader.run(PLAIN, "'another'")
    reader.press("Put the page back")
    assert reader.page.locator(".py-edit, .py-out, .py-status").count() == 0
    assert reader.page.locator(".cell_output", has_text="step 1").is_visible()
    assert reader.page.get_by_role("button", name="Run Python here").is_visible()
    assert reader.moves_the_gate()
