"""The gap dial and the attention lens in a reader's hands."""

import numpy as np
import pytest

from lstm_src.explorables import AttentionLens, GapDial
from lstm_src.tasks.fluent import TONGUES, WORDS
from tests.browser.mounting import write_page

pytestmark = pytest.mark.browser
READ = """() => Object.fromEntries(
  [...document.querySelectorAll("[data-quantity]")].map(({ dataset: d }) =>
  [[d.quantity, d.t, d.unit].filter(Boolean).join("@"), Number(d.value)]))"""
RELEASE = "Let it look for itself"


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens the bare page of a view."""
    pages = []

    def opened(view):
        page = browser.new_page(viewport={"width": 720, "height": 1000})
        pages.append(page)
        page.goto(write_page(tmp_path, view))
        page.wait_for_selector("[data-ready=true]")
        return page

    yield opened
    for page in pages:
        page.close()


def turn(page, **values):
    for name, value in values.items():
        page.evaluate("([name, value]) => model.set(name, value)", [name, value])
    return page.evaluate(READ)


def traits(page, *names):
    return [page.evaluate("(name) => model.get(name)", name) for name in names]


def test_bets_shown_are_the_package_s(show):
    page = show(GapDial())
    for gap, country, seed in ((1, 0, 1), (12, 3, 7), (40, 7, 12)):
        shown = turn(page, gap=gap, country=country, seed=seed)
        view = GapDial(gap=gap, country=country, seed=seed)
        for name, p in view.bets().items():
            right = p[WORDS.index(view.language)]
            assert shown[f"probability@{name}"] == pytest.approx(right, abs=1e-12)
            table = [shown[f"share@{k + 1}@{name}"] for k in range(len(TONGUES))]
            np.testing.assert_allclose(
                table, p[[WORDS.index(tongue) for tongue in TONGUES]], atol=1e-12
            )
            told = view.data()["_facts"]["accuracy"][list(view.bets()).index(name)]
            assert shown[f"accuracy@{name}"] == told[gap - 1][0]


def test_what_the_lens_shows_is_the_package_s(show):
    page = show(AttentionLens())
    for task, length, position in ((0, 2, 1), (1, 12, 5), (0, 24, 24), (1, 24, 13)):
        shown = turn(page, task=task, length=length, position=position)
        view = AttentionLens(task=task, length=length, position=position)
        seen, weights = view.write()["with"]
        table = [shown[f"weight@{t}"] for t in range(1, length + 1)]
        np.testing.assert_allclose(table, weights[position - 1], atol=1e-12)
        assert shown["most_weight"] == max(table)
        assert shown["looked_at"] == np.argmax(table) + 1
        for kind, (symbols, _) in view.write().items():
            said = [shown[f"written@{t}@{kind}"] for t in range(1, length + 1)]
            assert said == symbols.tolist()
            share = np.mean(symbols == view.asked())
            assert shown[f"right_share@{kind}"] == pytest.approx(share, abs=1e-12)


def sheet(page):
    """Return the hit area's box, and a function from row and place to pixels."""
    box = page.locator(".hit").bounding_box()
    rows, places = 12, 12
    col = page.evaluate(  # the rails of the rows are as wide as the places
        "() => +/h([\\d.]+)/.exec(document.querySelector('svg.view path.guide')"
        ".getAttribute('d'))[1]"
    )

    def at(row, place):
        x = box["x"] + (place - 0.5) * col / places
        return x, box["y"] + (row - 0.5) * box["height"] / rows

    return at


def test_pointing_at_a_row_shows_where_it_looked(show):
    page = show(AttentionLens(task=1, position=3))
    at, view = sheet(page), AttentionLens(task=1)
    for row in (9, 1, 12):
        page.mouse.move(*at(row, 4))
        weights = view.write()["with"][1][row - 1]
        shown = page.evaluate(READ)
        assert shown["position"] == row
        np.testing.assert_allclose(
            [shown[f"weight@{t}"] for t in range(1, 13)], weights, atol=1e-12
        )
    assert traits(page, "own") == [False]
    by_dial = show(AttentionLens(task=1, position=3))  # the trait its slider moves
    assert turn(by_dial, position=12) == page.evaluate(READ)


def test_dragging_puts_the_weights_and_the_button_gives_them_back(show):
    page = show(AttentionLens())
    free, at = page.evaluate(READ), sheet(page)
    page.mouse.move(*at(3, 10))
    page.mouse.down()
    page.mouse.move(*at(3, 4), steps=4)
    assert traits(page, "own", "look_at", "position") == [True, 4, 3]
    dragged = page.evaluate(READ)
    assert dragged["looked_at"] == 4 and dragged["most_weight"] > 0.8
    assert dragged["written@3@with"] == dragged["written@9@with"]  # the letter there
    assert dragged["written@3@with"] != free["written@3@with"]
    page.mouse.up()
    page.mouse.move(*at(8, 9))  # nothing held: the weights stay
    assert traits(page, "look_at", "position") == [4, 3]

    by_dial = show(AttentionLens())
    assert turn(by_dial, look_at=4) == dragged

    button = page.get_by_role("button", name=RELEASE)
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(READ) == free
    assert button.is_disabled()


def test_every_turn_of_a_dial_is_seen_beyond_the_string_too(show):
    page = show(AttentionLens(length=5))
    seen = [turn(page, position=p) for p in (5, 6, 24)]
    seen += [turn(page, look_at=at) for at in (6.0, 24.0)]
    assert all(a != b for a, b in zip(seen, seen[1:], strict=False))
