"""The mount script against states made by ipywidgets itself, known and unknown."""

import anywidget
import ipywidgets as w
import pytest
import traitlets

from tests.browser.mounting import write_book_page

pytestmark = pytest.mark.browser


class Echo(anywidget.AnyWidget):
    """A view that shows its traits, binary ones included."""

    _esm = """export default { render({ model, el }) {
      el.dataset.explorable = "echo";
      const draw = () => {
        const data = model.get("data");
        el.dataset.value = model.get("x");
        el.dataset.bytes = new Float32Array(data.buffer, data.byteOffset, 2).join();
        el.dataset.ready = "true";
      };
      draw();
      model.on("change:x", draw);
    } };"""
    x = traitlets.Any(0.25).tag(sync=True)
    data = traitlets.Bytes(b"\x00\x00\x80\x3f\x00\x00\x00\xc0").tag(sync=True)


@pytest.fixture
def mount(browser, tmp_path):
    """Return a function that puts widgets into a bare page and opens it."""
    contexts = []

    def build(*views):
        address = write_book_page(tmp_path, *views)
        context = browser.new_context()
        contexts.append(context)
        tab = context.new_page()
        tab.errors = []
        tab.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.on("console", lambda message: tab.errors.append(message.text))
        tab.goto(address)
        tab.wait_for_selector(".live-widget[data-live]", state="attached")
        return tab

    yield build
    for context in contexts:
        context.close()


def linked(control, trait="x"):
    view = Echo()
    w.jslink((control, "value"), (view, trait))
    return view


def value(page):
    return float(page.locator("[data-explorable]").get_attribute("data-value"))


def test_slider_carries_its_value_and_answers_to_keys(mount):
    slider = w.FloatSlider(0.5, min=0, max=1, step=0.01, description="forget gate f")
    page = mount(w.VBox([slider, linked(slider)]))
    control = page.get_by_role("slider", name="forget gate f")
    assert value(page) == 0.5
    control.focus()
    page.keyboard.press("ArrowRight")
    assert value(page) == pytest.approx(0.51)
    page.keyboard.press("Home")
    assert value(page) == 0
    assert control.get_attribute("aria-valuetext") == "0.00"
    assert page.errors == []


def test_binary_traits_arrive(mount):
    slider = w.FloatSlider(0.5, max=1)
    page = mount(w.VBox([slider, linked(slider)]))
    shown = page.locator("[data-explorable]").get_attribute("data-bytes")
    assert shown == "1,-2"


def test_links_run_both_ways_and_one_way(mount):
    a, b, c = (
        w.FloatSlider(v, max=1, description=n)
        for v, n in ((0.1, "slider a"), (0.2, "slider b"), (0.3, "slider c"))
    )
    w.jslink((a, "value"), (b, "value"))
    w.jsdlink((b, "value"), (c, "value"))
    view = linked(c)
    page = mount(w.VBox([a, b, c, view]))
    page.get_by_role("slider", name="slider b").fill("0.7")
    assert page.get_by_role("slider", name="slider a").input_value() == "0.7"
    assert value(page) == 0.7
    page.get_by_role("slider", name="slider c").fill("0.9")
    assert page.get_by_role("slider", name="slider b").input_value() == "0.7"


def test_other_controls_drive_a_view(mount):
    whole = w.IntSlider(3, max=9, description="steps n")
    page = mount(w.VBox([whole, linked(whole)]))
    page.get_by_role("slider", name="steps n").fill("5")
    assert value(page) == 5
    play = w.Play(value=0, min=0, max=3, interval=10, description="the steps")
    page = mount(w.HBox([play, linked(play)]))
    page.get_by_role("button", name="Play the steps").click()
    page.wait_for_function(
        "() => document.querySelector('[data-explorable]').dataset.value === '3'"
    )
    for control, act in (
        (w.Checkbox(False, description="tanh on"), lambda c: c.check()),
        (w.ToggleButton(False, description="tanh on"), lambda c: c.click()),
    ):
        page = mount(w.VBox([control, linked(control)]))
        role = "checkbox" if isinstance(control, w.Checkbox) else "button"
        act(page.get_by_role(role, name="tanh on"))
        shown = page.locator("[data-explorable]").get_attribute("data-value")
        assert shown == "true"


@pytest.mark.parametrize("kind", [w.Dropdown, w.ToggleButtons])
def test_a_choice_drives_a_view(mount, kind):
    control = kind(options=["LSTM", "GRU"], description="cell kind")
    view = Echo()
    w.jslink((control, "index"), (view, "x"))
    page = mount(w.VBox([control, view]))
    if kind is w.Dropdown:
        page.get_by_role("combobox", name="cell kind").select_option("GRU")
    else:
        page.get_by_role("button", name="GRU").click()
        button = page.get_by_role("button", name="GRU")
        assert button.get_attribute("aria-pressed") == "true"
    assert value(page) == 1


def test_what_needs_python_is_frozen_and_says_so(mount):
    page = mount(
        w.VBox([w.FloatSlider(description="lonely x"), w.Button(description="train")])
    )
    assert page.get_by_role("slider", name="lonely x").is_disabled()
    assert page.get_by_role("button", name="train").is_disabled()
    assert page.get_by_text("This control calls Python").count() == 2
    assert page.errors == []


def test_unknown_models_say_what_they_are(mount):
    page = mount(w.VBox([w.FloatRangeSlider(description="range"), w.Label("a label")]))
    assert page.get_by_text("FloatRangeSlider").is_visible()
    assert page.get_by_text("JupyterLab or Binder").count() == 1
    assert page.get_by_text("a label").is_visible()


class Typed(anywidget.AnyWidget):
    """A view in which a reader types."""

    _esm = """export default { render({ model, el }) {
      const field = document.createElement("input");
      field.oninput = () => model.set("text", field.value);
      el.append(field);
    } };"""
    text = traitlets.Unicode("").tag(sync=True)


def test_what_arrives_through_a_link_is_text_never_html(mount):
    source, target = Typed(), w.HTML("<b>the author's</b>")
    w.jsdlink((source, "text"), (target, "value"))
    page = mount(w.VBox([source, target]))
    page.locator("input").fill("<img src=x onerror=alert(1)>")
    assert page.locator(".live-html img").count() == 0
    assert "onerror" in page.locator(".live-html").inner_text()


def test_output_shows_its_frozen_content(mount):
    out = w.Output(
        outputs=({"output_type": "stream", "name": "stdout", "text": "loss <0.5>"},)
    )
    page = mount(out)
    assert page.locator(".live-output").inner_text().strip() == "loss <0.5>"


def test_a_broken_module_says_so_and_leaves_the_rest(mount):
    class Broken(Echo):
        _esm = "export default { render() { throw new Error('no ink'); } };"

    context = w.VBox([Broken(), w.HTML("<p>still here</p>")])
    page = mount(context, w.Label("alone"))
    page.get_by_text("This view could not start: no ink").wait_for()
    assert page.get_by_text("still here").is_visible()
