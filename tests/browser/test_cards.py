"""Cards as a reader meets them: they come, stay, go, say what they hold, and fit."""

import functools
import http.server
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Quiet, Tab
from tests.test_cards import build, held

pytestmark = pytest.mark.browser
CARD = ".hover-card.ready"
SECOND = 1000  # a fresh card is there by then; a loaded machine gets three


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("cards"))


@pytest.fixture(scope="module")
def address(small_site):
    handler = functools.partial(Quiet, directory=str(small_site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser, small_site, address):
    """Return a function that opens a page of the small book; nothing may be said."""
    tabs = []

    def go(name="index", how="file", theme="light", width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 700}, color_scheme=theme, **options
        )
        tab = Tab(context, address if how == "http" else small_site.as_uri() + "/")
        tabs.append(tab)
        tab.page.goto(f"{tab.base}book/{name}.html")
        return tab.page

    yield go
    for tab in tabs:
        assert (tab.messages, tab.outside) == ([], [])
        tab.page.context.close()


def link(page, words):
    return page.locator("article").get_by_role("link", name=words, exact=True).first


def gone(page):
    page.wait_for_selector(".hover-card", state="detached")
    return page.locator("[aria-describedby~=hover-card]").count() == 0


@pytest.mark.parametrize("how", ["http", "file"])
def test_a_card_comes_after_a_short_delay(visit, how):
    page = visit(how=how)
    for words in ("gate", "(1)", "(2)", "2020", "Fig. 1", "Table 1", "its end"):
        link(page, words).hover()
        page.wait_for_timeout(100)
        assert not page.locator(".hover-card").count(), "it waits until one means it"
        page.wait_for_selector(CARD, timeout=3 * SECOND)
        page.mouse.move(5, 690)
        assert gone(page)


@pytest.mark.parametrize("how", ["http", "file"])
def test_another_page_s_equation_is_set_here(visit, how):
    for name in ("index", "plain"):  # with formulas of its own, and without
        page = visit(name, how)
        link(page, "(2)").hover()
        formula = page.wait_for_selector(f"{CARD} mjx-container[display=true]")
        assert "∘" in formula.evaluate("e => e.querySelector('math').textContent")
        assert page.locator(CARD).inner_text().startswith("Equation 2 Another chapter")
        assert not page.locator("mjx-merror, [data-mjx-error]").count()


def test_the_keyboard_opens_and_escape_closes(visit):
    page = visit()
    gate = link(page, "gate")
    page.keyboard.press("Tab")
    gate.focus()
    page.wait_for_selector(CARD)
    assert gate.evaluate("e => e === document.activeElement")
    assert gate.get_attribute("aria-describedby") == "hover-card"
    page.keyboard.press("Escape")
    assert gone(page)
    page.wait_for_timeout(600)
    assert gone(page) and gate.evaluate("e => e === document.activeElement")
    page.keyboard.press("Tab")
    page.wait_for_selector(CARD)
    assert page.locator(CARD).inner_text().startswith("belt")
    page.evaluate("document.activeElement.blur()")
    assert gone(page)


def test_escape_also_closes_what_the_pointer_opened(visit):
    page = visit()
    other = link(page, "the other chapter")
    other.hover(position={"x": 5, "y": 8})
    page.wait_for_selector(CARD)
    page.keyboard.press("Escape")
    assert gone(page)
    other.locator("em").hover()
    page.wait_for_timeout(600)
    assert gone(page), "it stays away while the pointer stays on the link"
    page.mouse.move(5, 690)
    other.hover()
    page.wait_for_selector(CARD)


def test_the_pointer_may_move_onto_the_card(visit):
    page = visit()
    link(page, "belt").hover()
    box = page.wait_for_selector(CARD).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y, steps=5)
    page.wait_for_timeout(900)
    assert page.locator(CARD).is_visible()
    page.mouse.move(5, 690, steps=5)
    assert gone(page)


def test_one_card_at_a_time_and_the_title_comes_back(visit):
    page = visit()
    source = link(page, "2020")
    title = source.get_attribute("title")
    assert title
    source.hover()
    page.wait_for_selector(CARD)
    assert source.get_attribute("title") is None, "the browser would show it too"
    link(page, "gate").hover()
    page.wait_for_selector(f"{CARD}:has-text('A fraction')")
    assert page.locator(".hover-card").count() == 1
    assert source.get_attribute("title") == title
    assert page.locator("[aria-describedby]").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_to_say_of_an_open_card(visit, theme):
    page = visit(how="http", theme=theme)
    for words in ("(2)", "2020", "Fig. 1", "the other chapter"):
        link(page, words).hover()
        page.wait_for_selector(CARD)
        page.wait_for_timeout(300)
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert "hover-card" in ids and len(ids) == len(set(ids))
        page.mouse.move(5, 690)
        assert gone(page)


def test_cards_fit_on_a_narrow_page(visit, width=375):
    page = visit(width=width)
    for one in page.locator("a[data-card]").all():
        one.hover()
        page.wait_for_selector(CARD)
        box = page.locator(CARD).bounding_box()
        assert 0 <= box["x"] and box["x"] + box["width"] <= width
        assert 0 <= box["y"] and box["y"] + box["height"] <= 700
        spills = "e => e.scrollWidth - e.clientWidth"
        assert page.locator("html").evaluate(spills) == 0
        assert page.locator(CARD).evaluate(spills) == 0
        page.mouse.move(5, 690)
        assert gone(page)


def test_a_wide_equation_is_set_smaller_rather_than_cut(visit):
    sizes = []
    for width in (1280, 320):
        page = visit(width=width)
        link(page, "(3)").hover()
        formula = page.wait_for_selector(f"{CARD} mjx-container mjx-math")
        card, inner = page.locator(CARD).bounding_box(), formula.bounding_box()
        assert card["x"] < inner["x"]
        assert inner["x"] + inner["width"] < card["x"] + card["width"]
        sizes.append(inner["height"])
    assert sizes[1] < 0.9 * sizes[0]


def test_a_tap_follows_the_link_and_shows_no_card(visit):
    page = visit(width=375, has_touch=True, is_mobile=True)
    link(page, "(1)").tap()
    page.wait_for_timeout(900)
    assert page.url.endswith("#equation-eq-here")
    assert not page.locator(".hover-card").count()


def test_a_finger_that_rests_on_a_link_shows_no_card(visit):
    page = visit()
    gate = link(page, "gate")
    gate.hover()
    page.wait_for_selector(CARD)
    page.keyboard.press("Escape")
    page.dispatch_event("h1", "pointerover")
    for kind, count in (("touch", 0), ("mouse", 1)):
        gate.dispatch_event("pointerover", {"pointerType": kind})
        page.wait_for_timeout(900)
        assert page.locator(CARD).count() == count


@pytest.mark.parametrize("way", ["tap", "hover", "focus"])
def test_a_number_shows_its_receipt(visit, way):
    page = visit(has_touch=way == "tap", width=375)
    number = page.locator(".result")
    said = number.get_attribute("title")
    assert "seeds" in said and "again by: python -m" in said
    if way == "focus":
        page.keyboard.press("Tab")
    getattr(number, way)()
    card = page.wait_for_selector(CARD)
    assert card.inner_text() == said
    assert page.evaluate("scrollY") == 0 or way != "tap", "it leads nowhere"
    page.keyboard.press("Escape")
    assert gone(page)
    assert number.get_attribute("title") == said


def test_a_receipt_goes_when_another_place_is_tapped(visit):
    page = visit(has_touch=True, is_mobile=True, width=375)
    number = page.locator(".result")
    number.tap()
    page.wait_for_selector(CARD)
    page.wait_for_timeout(500)
    assert page.locator(CARD).count(), "a slow reader keeps it"
    page.locator("article h1").tap()
    assert gone(page)


def test_nothing_moves_where_motion_is_unwelcome(visit):
    for wish, seconds in (("reduce", "0s"), ("no-preference", "0.12s")):
        page = visit(reduced_motion=wish)
        link(page, "gate").hover()
        card = page.wait_for_selector(CARD)
        duration = "e => getComputedStyle(e).transitionDuration"
        assert card.evaluate(duration) == seconds


def test_print_and_forced_colours(visit):
    page = visit(forced_colors="active")
    link(page, "gate").hover()
    card = page.wait_for_selector(CARD)
    style = card.evaluate("e => ({ ...getComputedStyle(e) }.borderTopStyle)")
    assert style == "solid"
    page.emulate_media(media="print")
    assert not card.is_visible()


def test_without_javascript_links_are_links(visit):
    page = visit(java_script_enabled=False)
    link(page, "gate").hover()
    page.wait_for_timeout(600)
    assert not page.locator(".hover-card").count()
    link(page, "gate").click()
    assert page.url.endswith("words.html#term-gate")


def test_every_formula_on_a_card_of_the_book_can_be_set(open_tab, site):
    cards = [card for page in held(site).values() for card in page.values()]
    formulas = [card for card in cards if 'class="math"' in card]
    assert len(formulas) > 15
    tab = open_tab()
    page = tab.open("book/forget-gate.html")
    page.wait_for_function("window.MathJax?.startup?.promise")
    count_errors = """async (cards) => {
      const all = document.createElement("div");
      all.innerHTML = cards.join("");
      document.querySelector("article").append(all);
      await MathJax.typesetPromise([all]);
      return all.querySelectorAll("mjx-merror, mjx-mtext[style*='red']").length;
    }"""
    assert page.evaluate(count_errors, formulas) == 0
    for right, wrong in (("{split}", "{splat}"), ("\\circ", "\\circular")):
        broken = [card.replace(right, wrong) for card in formulas]
        assert page.evaluate(count_errors, broken) > 0, f"{wrong} is not seen"
    assert tab.messages == []
