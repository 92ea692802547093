"""What the kit promises of every explorable: at once, quietly, and leaving no trace."""

import json

import numpy as np
import pytest

from lstm_src.explorables import ForgetGate, InputGate
from tests.browser.mounting import settings, write_page
from tests.browser.test_overlap import VIEWS

pytestmark = pytest.mark.browser
QUANTITIES = """() => Object.fromEntries([...document.querySelectorAll(
  "[data-quantity]")].map((e) => [e.dataset.quantity, e.dataset.value]))"""


@pytest.fixture
def mounted(browser, tmp_path):
    """Return a function that mounts a view on a bare page."""
    pages = []

    def open_page(view, width=1280, **options):
        page = browser.new_page(viewport={"width": width, "height": 800}, **options)
        page.on("console", lambda message: pytest.fail(message.text))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(write_page(tmp_path, view))
        page.wait_for_selector(f"[data-explorable={view.slug}][data-ready=true]")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.slug)
def test_contract_of_the_page(mounted, cls):
    page = mounted(cls())
    rng = np.random.default_rng(1)
    for setting in [{}, *settings(cls(), rng, 20)]:
        page.evaluate("(s) => { for (const k in s) model.set(k, s[k]); }", setting)
        named = page.evaluate(
            """() => [...document.querySelectorAll("[data-quantity]")].map((e) =>
              [e.dataset.quantity, e.dataset.t ?? "", e.dataset.unit ?? ""].join())"""
        )
        assert named and len(set(named)) == len(named)
        values = page.evaluate(
            """() => [...document.querySelectorAll("[data-quantity]")].map((e) =>
              [e.dataset.value, e.textContent.trim().length])"""
        )
        for value, length in values:
            assert not np.isnan(float(value)) and length
    assert page.locator("[id]").count() == 0
    assert page.locator("[role=status]").count() == 1
    assert "What to try." in page.locator(".spoken").first.inner_text()
    assert page.locator("svg[role=img][aria-label]").count() == 1


@pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.slug)
def test_cleaning_up_leaves_nothing(mounted, cls):
    page = mounted(cls())
    assert page.evaluate("model.listening()") > 0
    page.evaluate("cleanup()")
    assert page.evaluate("model.listening()") == 0
    assert page.locator("main *").count() == 0


def test_numbers_and_drawing_change_within_the_event(mounted):
    page = mounted(ForgetGate())
    before, after, drawn = page.evaluate(
        """() => {
          const C_t = document.querySelector("[data-quantity=C_t]");
          const read = () => C_t.dataset.value;
          const picture = () => document.querySelector("svg.view").innerHTML;
          const was = [read(), picture()];
          model.set("f", 0.25);
          return [was[0], read(), was[1] !== picture()];
        }"""
    )
    assert (float(before), float(after), drawn) == (0.88, 0.25, True)


@pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.slug)
def test_what_is_carried_on_equals_what_is_drawn_anew(mounted, cls):
    """Only what differs is touched; nothing of an earlier setting may stay behind."""
    page = mounted(cls(), reduced_motion="reduce")
    parts = ["svg.view", ".ledger", ".numbers table"]
    if cls.slug == "read-your-text":
        parts.pop()  # which follows a moment later
    for setting in settings(cls(), np.random.default_rng(4), 15):
        unlike = page.evaluate(
            """([setting, parts]) => {
              for (const name in setting) model.set(name, setting[name]);
              const clean = mount(), roots = document.querySelectorAll(".conveyor");
              for (const node of document.querySelectorAll("[class='']"))
                node.removeAttribute("class"); // left when a stage's name was taken off
              const unlike = parts.filter((part) => {
                const [old, fresh] = [...roots].map((root) => root.querySelector(part));
                return old && !old.isEqualNode(fresh);
              });
              clean();
              return unlike;
            }""",
            [setting, parts],
        )
        assert unlike == []


def test_dials_follow_each_other_without_echo(mounted):
    page = mounted(InputGate())
    page.evaluate("model.set('z_i', 1.5)")
    shown = page.evaluate(QUANTITIES)
    assert shown["z_i"] == "1.5"
    assert float(shown["i_t"]) == pytest.approx(1 / (1 + np.exp(-1.5)), abs=1e-15)
    page.evaluate("model.set('C_tilde', -0.5)")
    assert page.evaluate("model.get('C_tilde')") == -0.5
    assert page.evaluate("model.get('z_C')") == pytest.approx(np.arctanh(-0.5))
    assert page.evaluate("model.saved") == 2
    page.evaluate("model.set('i', 1)")  # beyond the end of the curve, and kept
    assert page.evaluate("[model.get('i'), model.get('z_i')]") == [1, 6]
    ledger = page.locator("[data-quantity=z_i]").inner_text()
    assert ledger == "+6.00 or more"


def test_two_views_of_one_model_agree(mounted):
    page = mounted(ForgetGate())
    page.evaluate("() => { window.second = mount(); }")
    page.evaluate("model.set('f', 0.3)")
    seen = page.locator("[data-quantity=z]").evaluate_all(
        "(nodes) => nodes.map((node) => node.dataset.value)"
    )
    assert len(seen) == 2 and len(set(seen)) == 1
    assert page.evaluate("model.get('f')") == 0.3


def test_status_speaks_after_the_movement_only(mounted):
    page = mounted(ForgetGate())
    page.evaluate(
        """() => {
          const status = document.querySelector("[role=status]"), spoken = [];
          new MutationObserver(() => spoken.push(status.textContent)).observe(status,
            { childList: true, characterData: true, subtree: true });
          window.spoken = spoken;
          for (let k = 0; k <= 10; k++) model.set("f", k / 20);
        }"""
    )
    assert page.evaluate("spoken") == []
    page.wait_for_function("spoken.length > 0")
    assert page.evaluate("spoken.length") == 1
    assert "Half is left after 1.00 steps" in page.evaluate("spoken[0]")


def test_redraws_at_the_width_it_is_given(mounted):
    page = mounted(ForgetGate())
    for width in (375, 900):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            """() => { const svg = document.querySelector("svg.view");
              return Math.floor(svg.getBoundingClientRect().width)
                === svg.viewBox.baseVal.width; }"""
        )
        phone = page.locator("div.conveyor.phone").count()
        assert phone == (width == 375)
        overflow = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(overflow) <= 0


def test_ledger_keeps_its_nodes(mounted):
    """A reader's place in the ledger survives a change of its numbers."""
    page = mounted(ForgetGate())
    page.evaluate(
        "() => { window.node = document.querySelector('[data-quantity=C_t]') }"
    )
    page.evaluate("model.set('C_prev', -1)")
    value = page.evaluate("[node.isConnected, node.dataset.value]")
    assert value == [True, json.dumps(-0.88)]
