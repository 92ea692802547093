"""Read your own text: traits, pairs, and the page's readings beside the package's."""

import json

import numpy as np
import pytest
import traitlets

from lstm_src.analysis import clamp
from lstm_src.cells import lstm_step
from lstm_src.experiments.tale_surgery import effects, right_of
from lstm_src.explorables.read_your_text import HIDDEN, READS, ReadYourText
from lstm_src.explorables.still import run_module
from lstm_src.explorables.tale_pairs import PROPERTIES, in_pieces, minimal_pairs
from lstm_src.explorables.tale_weights import (
    FORGET_SPREAD,
    START,
    about_reader,
    tale_reader,
    untrained_reader,
)
from lstm_src.numerics import one_hot, softmax
from lstm_src.tasks.tales import tales
from lstm_src.tasks.words import LANGUAGES

SYMBOLS = about_reader()["symbols"]
TEXT = '(The owls by the cart sing; "Ada" grew up in Spain.'
PARTS = ("f", "i", "C_tilde", "C", "o", "h")
SMALL = 5  # cells of a network small enough for the embedded engine


def small_reader():
    """A small network with strong weights, rounded as the page gets them."""
    model = untrained_reader(SYMBOLS, SMALL, seed=3)
    for values in model.params.values():
        values[...] = (4 * values).astype(np.float16)
    return model


def data_of(model, seed=3):
    weights = [values.astype("<f2").tobytes() for values in model.params.values()]
    layout = [[f"LSTM/{name}", v.size] for name, v in model.params.items()]
    network = {
        "symbols": SYMBOLS,
        "layout": layout,
        "hidden_size": model.layer.hidden_size,
        "seed": seed,
        "forget_spread": FORGET_SPREAD,
    }
    return {"_weights": {"bytes": list(b"".join(weights))}, "_network": network}


@pytest.fixture(scope="module")
def page():
    """Return a function that evaluates JavaScript with a state `s` at hand."""
    context = run_module(ReadYourText._esm)
    context.eval(
        "globalThis.withBytes = (_, v) => v?.bytes ?"
        " new DataView(Uint8Array.from(v.bytes).buffer) : v;"
    )

    def evaluate(expression, state):
        context.eval(f"globalThis.s = JSON.parse({json.dumps(state)}, withBytes)")
        return json.loads(context.eval(f"JSON.stringify({expression})"))

    def with_settings(expression, model=None, **settings):
        view = ReadYourText(**settings)
        data = view.data() | {"_weights": {"bytes": list(view._weights)}}
        if model is not None:
            data |= data_of(model)
        return evaluate(expression, json.dumps(view.numbers() | data))

    return with_settings


def in_page(key, run="free"):
    return f"reading(s).{run}.steps.map((step) => Array.from(step.{key}))"


# ---- the page reads as the package does


def test_a_reading_equals_the_package_s(page):
    model = tale_reader()
    ids = model.vocabulary.encode(START + TEXT)
    trace = model.layer.trace(ids[:, None])
    for key in PARTS:
        shown = np.array(page(in_page(key), text=TEXT))  # (T, H)
        np.testing.assert_allclose(shown, trace[key][2:, 0], rtol=0, atol=1e-10)
    said = np.array(page(in_page("said"), text=TEXT))  # (T, V)
    z, _ = model.forward(ids[:, None])
    np.testing.assert_allclose(np.exp(said), softmax(z[2:, 0]), rtol=0, atol=1e-10)
    bits = page("reading(s).free.bits", text=TEXT)
    np.testing.assert_allclose(bits, model.surprise(START + TEXT)[1:], atol=1e-9)
    loss = page("reading(s).free.loss", text=TEXT)
    assert loss == pytest.approx(np.mean(bits), abs=1e-12)


def test_each_step_equals_the_readable_cell(page):
    """From equal states, one step of the page and one of `cells` differ by rounding."""
    model = small_reader()
    ids = model.vocabulary.encode(TEXT)
    steps = page("reading(s).free.steps", model, text=TEXT)
    for before, now, symbol in zip(steps, steps[1:], ids[1:], strict=False):
        h, C = (np.array([list(before[key].values())]) for key in ("h", "C"))
        x = one_hot(np.array([symbol]), len(SYMBOLS), dtype=np.float64)
        h, C, _ = lstm_step(x, h, C, model.layer.params)
        np.testing.assert_allclose(list(now["h"].values()), h[0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(list(now["C"].values()), C[0], rtol=0, atol=1e-12)


def test_the_untrained_network_is_the_one_that_training_began_with(page):
    model = untrained_reader(SYMBOLS, SMALL, seed=3)
    shown = page("networks(s).untrained.params", small_reader())
    for name, values in model.params.items():
        assert list(shown[name].values()) == values.ravel().tolist(), name


@pytest.mark.parametrize("gate", ["f", "i", "o"])
@pytest.mark.parametrize("cells", ["all", "one"])
@pytest.mark.parametrize("value", [0.0, 0.37, 1.0])
def test_a_held_gate_equals_the_package_s_clamp(page, gate, cells, value):
    model, at = small_reader(), 9
    ids = model.vocabulary.encode(START + TEXT)[:, None]
    units = None if cells == "all" else [2]
    held = clamp(model.layer, ids, {gate: value}, units=units, start=at + 1)
    settings = {"text": TEXT, "clamp": gate, "clamp_cells": cells, "cell": 2}
    settings |= {"clamp_value": value, "clamp_from": at}
    for key in PARTS:
        shown = page(in_page(key, "held"), model, **settings)
        np.testing.assert_allclose(shown, held[key][2:, 0], rtol=0, atol=1e-10)
    h = model.readout.forward(held["h"])
    p = softmax(h[1:-1, 0])[np.arange(len(TEXT)), ids[2:, 0]]
    bits = page("reading(s).held.bits", model, **settings)
    np.testing.assert_allclose(bits, -np.log2(p), atol=1e-8)


@pytest.mark.parametrize("how", ["transplant", "wipe"])
def test_surgery_equals_the_package_s(page, how):
    model, pairs = small_reader(), minimal_pairs("number", 2)
    found = page(
        "(() => { const out = {}, all = networks(s); for (const _ of surgery("
        f"all.trained, {json.dumps([in_pieces(p) for p in pairs])}, all.ids,"
        f" '{how}', out));"
        " return { ...out, effects: Array.from(out.effects) }; })()",
        model,
    )
    changes, together = effects(model, pairs, how)
    np.testing.assert_allclose(found["effects"], changes, rtol=0, atol=1e-9)
    assert np.abs(changes).max() > 0.001
    assert found["all"] == pytest.approx(together, abs=1e-9)
    assert found["readings"] == 4 and found["right"] == right_of(model, pairs).sum()


def test_typing_on_reads_only_what_is_new(page):
    """Whatever was read before, a reading is that of its text."""
    texts = ["The owl", "The owl sings", "The own", "", "A", "The owl sings"]
    read = (
        f"{json.dumps(texts)}.map((text) => reading({{ ...s, text }}).free.steps"
        ".map((step) => Array.from(step.C)))"
    )
    shown = page(read, small_reader())
    for text, C in zip(texts, shown, strict=True):
        alone = page(in_page("C"), small_reader(), text=text)
        assert C == alone and len(C) == len(text)


def test_unknown_symbols_become_blanks_and_likenesses_become_plain(page):
    read = page(
        "(({ symbols, unknown, all }) => ({ symbols, unknown: [...unknown], all }))"
        "(reading(s))",
        small_reader(),
        text="“é’—…” 1\U0001f9891\tX\n",
    )
    assert "".join(read["symbols"]) == '"e\'-."      \n'
    counts = {"1": 2, "\U0001f989": 1, "\t": 1, "X": 1}
    assert dict(read["unknown"]) == counts and read["all"] == 13


# ---- traits


def test_length_follows_the_text():
    view = ReadYourText(text="The owl", t=30)
    assert (view.length, view.t) == (7, 30)
    view.text = "Owl"
    assert view.length == 3
    view.length = 300
    assert view.length == 3
    view.text = ""
    assert view.length == 1
    view.text = "owl " * 1000
    assert view.length == READS and len(view.text) == 4000
    view.text = "a\r\nb"
    assert view.text == "a\nb" and view.length == 3


def test_page_and_python_count_alike(page):
    for text in ("", "owl", "\U0001f989" * 500):
        settled = page("settle({ ...s, length: 99 })", text=text)
        assert settled == {"length": ReadYourText(text=text).length}


def test_beyond_the_text_stands_its_last_character():
    shown = [
        ReadYourText(text="The owl", t=t, clamp="f", clamp_from=3).static_svg()
        for t in (7, READS)
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"text": 7}, r"text is a text, but 7 came; give a string\."),
        ({"clamp": "C"}, "clamp is one of none, f, i, o, but 'C' came; choose one"),
        ({"clamp_cells": None}, "clamp_cells is one of all, one, but None came"),
        ({"about": "mood"}, "about is one of number, country, .* but 'mood' came"),
        ({"surgery": True}, "surgery is one of transplant, wipe, but True came"),
        ({"cell": HIDDEN}, f"cell is a whole number from 0 to {HIDDEN - 1}, but"),
        ({"clamp_value": 1.5}, "clamp_value is a number from 0 to 1, but 1.5 came"),
    ],
)
def test_bad_settings_are_refused_with_one_sentence(bad, sentence):
    with pytest.raises(traitlets.TraitError, match=sentence) as refusal:
        ReadYourText(**bad)
    assert "\n" not in str(refusal.value)


def test_what_the_page_carries_fits():
    view = ReadYourText()
    base64 = 4 * -(-len(view._weights) // 3)
    assert base64 <= 150_000
    assert len(view._weights) == 2 * tale_reader().size
    assert HIDDEN == about_reader()["hidden_size"]
    assert set(tales()) == set(SYMBOLS)


def test_links_may_set_what_a_reader_may_turn():
    limits = ReadYourText()._network["limits"]
    turned = set(ReadYourText().numbers()) - {"text", "length"}
    assert set(limits) == turned


# ---- pairs


@pytest.mark.parametrize("name", PROPERTIES)
@pytest.mark.parametrize("gap", [0, 1, 3])
def test_pairs_differ_in_one_place_and_in_the_word(name, gap):
    for pair in minimal_pairs(name, 20, gap):
        before, one, other, between, right, wrong = in_pieces(pair)
        assert before + one + between == pair.first
        assert before + other + between == pair.second
        assert one != other and right != wrong and between
        assert (right, wrong) == (pair.first_word, pair.second_word)
        text = START + pair.first + pair.second + right + wrong
        assert set(text) <= set(SYMBOLS)


def test_pairs_are_the_same_in_every_run():
    assert minimal_pairs("number") == minimal_pairs("number")
    assert minimal_pairs("number", seed=1) != minimal_pairs("number")
    with pytest.raises(ValueError, match="no pairs about 'mood'; choose one of number"):
        minimal_pairs("mood")


def test_pairs_say_what_the_grammar_says():
    for pair in minimal_pairs("country", 20):
        country = pair.first.split(" grew up in ")[1].split(",")[0].split(" ")[0]
        assert pair.first_word == LANGUAGES[country] + "."
    for pair in minimal_pairs("quotes", 20):
        assert pair.first.count('"') % 2 == 1 and pair.first_word == '"'
        assert pair.second.count('"') % 2 == 0 and pair.second_word == " "
    for pair in minimal_pairs("brackets", 20):
        assert pair.first == "(" + pair.second
