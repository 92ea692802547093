"""The gap dial and the attention lens: the page's networks are the package's."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src.attention.looking import look
from lstm_src.attention.scores import general_scores
from lstm_src.experiments import attention_lens, gap_dial
from lstm_src.experiments.receipts import load
from lstm_src.explorables import AttentionLens, GapDial
from lstm_src.explorables.attention_lens import KINDS, ORDERS
from lstm_src.explorables.gap_dial import CELLS, WIDEST
from lstm_src.explorables.still import run_module
from lstm_src.explorables.trained import kept, middle, restore, row_of
from lstm_src.numerics import softmax
from lstm_src.tasks.fluent import WORDS

SVG = "{http://www.w3.org/2000/svg}"
REVIVE = """globalThis.revive = (json) => JSON.parse(json, (_, v) =>
  v?.bytes ? new DataView(Uint8Array.from(v.bytes).buffer) : v)"""
CASES = {"deadline": None, "max_examples": 8}


def caller(view):
    """Return a function that calls one of a view's JavaScript functions by name."""
    context = run_module(view._esm)
    context.eval(REVIVE)
    # What travels between the engines as JSON: typed arrays as lists.
    context.eval("Float64Array.prototype.toJSON = function () { return [...this]; }")

    def call(name, *values):
        passed = json.dumps(values, default=lambda raw: {"bytes": list(raw)})
        context.set("passed", passed)
        return json.loads(context.eval(f"JSON.stringify({name}(...revive(passed)))"))

    return call


@pytest.fixture(scope="module")
def dial():
    return caller(GapDial())


@pytest.fixture(scope="module")
def lens():
    return caller(AttentionLens())


def state(view):
    return view.numbers() | view.data()


def texts(view, width=690):
    """Return all that is written in a static figure."""
    svg = ElementTree.fromstring(view.static_svg(width))
    return ["".join(node.itertext()) for node in svg.iter(SVG + "text")]


# ---- trained weights


def test_half_precision_is_read_as_numpy_reads_it(dial):
    bits = np.arange(2**16, dtype=np.uint16)
    finite = bits[np.isfinite(bits.view(np.float16))]
    read = dial("unpackHalves", finite.tobytes(), [["all/W", finite.size]])
    assert read["all"]["W"] == finite.view(np.float16).astype(float).tolist()


@pytest.mark.parametrize("slug", ["gap-dial", "attention-lens"])
def test_weights_travel_whole_and_are_few(slug, dial):
    row, layout = row_of(slug)
    assert len(row) <= (60_000 if slug == "gap-dial" else 90_000)
    models = dial("unpackHalves", row, layout)
    for name, values in kept(slug).items():
        if "/" in name:
            model, key = name.split("/")
            assert models[model][key] == values.astype(float).ravel().tolist()


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("gap", [1, 12, WIDEST])
def test_committed_networks_are_as_good_as_is_said(name, gap):
    place = list(CELLS).index(name)
    model = restore("gap-dial", name, gap_dial.make_model(name))
    said = kept("gap-dial")
    published = said["accuracy"][place, gap - 1, said["seeds"][place]]
    assert gap_dial.accuracy(model, gap) == pytest.approx(published, abs=0.01)
    model.params["W_y"][...] = model.params["W_y"][::-1].copy()
    assert gap_dial.accuracy(model, gap) < published - 0.1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ORDERS)
def test_committed_writers_are_as_good_as_is_said(order, kind):
    slug, place = "attention-lens", (ORDERS.index(order), list(KINDS).index(kind))
    found = kept(slug)["accuracy"][place]
    model = restore(slug, f"{order}-{kind}", attention_lens.make_model(kind))
    for n in (2, 10, 20):
        length = attention_lens.LENGTHS[n]
        reached = attention_lens.accuracy(model, order, length)
        assert reached == pytest.approx(found[n, middle(found[None])[0]], abs=0.01)


@pytest.mark.parametrize("experiment", [gap_dial, attention_lens])
def test_table_says_what_the_page_says(experiment):
    slug = experiment.__name__.split(".")[-1].replace("_", "-")
    table = load(slug)
    told = experiment.receipts(kept(slug)["accuracy"])
    assert list(table) == [row.key for row in told]
    for row in told:
        there = table[row.key]
        fields = ("value", "unit", "spread", "seeds", "task", "command")
        assert all(getattr(there, f) == getattr(row, f) for f in fields)


def test_gates_carry_what_the_plain_network_loses():
    """What the chapter says of the table, over all seeds."""
    found = dict(zip(CELLS, kept("gap-dial")["accuracy"], strict=True))
    for name in ("GRU", "LSTM"):
        assert found[name].min() > 0.95
    near, far = found["RNN"][0], found["RNN"][-1]
    assert near.min() > far.max()


def test_attention_carries_what_one_state_loses():
    at = attention_lens.LENGTHS.index(16)
    for kinds in kept("attention-lens")["accuracy"][:, :, at]:
        with_it, without = kinds
        assert with_it.min() > without.max() + 0.2


@pytest.mark.parametrize(
    "train",
    [
        lambda seed: gap_dial.train("GRU", seed, updates=2),
        lambda seed: attention_lens.train("copy", "with", seed, updates=2),
    ],
)
def test_training_follows_from_its_seed_and_ends_in_halves(train):
    one, same, other = train(3), train(3), train(4)
    assert np.array_equal(one.flat_params, same.flat_params)
    assert not np.array_equal(one.flat_params, other.flat_params)
    assert np.array_equal(one.flat_params, one.flat_params.astype(np.float16))


# ---- the gap dial


@settings(**CASES)
@given(st.integers(1, WIDEST), st.integers(0, 7), st.integers(1, 12))
def test_bets_equal_the_package(dial, gap, country, seed):
    view = GapDial(gap=gap, country=country, seed=seed)
    page = dial("betsOf", state(view))
    for shares, (name, p) in zip(page["shares"], view.bets().items(), strict=True):
        np.testing.assert_allclose(shares, p, atol=1e-12, err_msg=name)
    assert view.language == WORDS[page["right"]]
    assert page["best"] == [int(p.argmax()) for p in view.bets().values()]


@pytest.mark.parametrize("gap", [1, 7, WIDEST])
def test_sentence_lights_what_is_read(gap):
    view = GapDial(gap=gap, country=2, seed=4)
    svg = ElementTree.fromstring(view.static_svg())
    spans = [node for node in svg.iter(SVG + "tspan") if (node.text or "").strip()]
    faint = [node.text for node in spans if node.get("fill-opacity")]
    assert len(faint) == WIDEST - gap
    lit = "".join(n.text for n in svg.iter(SVG + "tspan") if not n.get("fill-opacity"))
    words = lit.replace(":", "").replace(",", "").replace(".", "").split()
    assert words == [*view.words(), "______"]


@pytest.mark.parametrize("width", [690, 345, 290])
def test_dial_marks_who_is_right(width):
    view = GapDial(gap=WIDEST, country=0)
    bets, french = view.bets().values(), WORDS.index("French")
    svg = ElementTree.fromstring(view.static_svg(width))
    marks = [n.get("d") for n in svg.iter(SVG + "path") if n.get("class") == "mark"]
    assert ["m0 -8" not in d for d in marks] == [p.argmax() == french for p in bets]
    assert {f"{p[french]:.2f}" for p in bets} <= set(texts(view, width))


# ---- the attention lens


@settings(**CASES)
@given(st.integers(1, 6), st.sampled_from([0.0, 0.3, 30.0]), st.integers(0, 99))
def test_scores_and_looking_equal_the_package(lens, T, scale, seed):
    rng = np.random.default_rng(seed)
    s, W = rng.normal(size=3), rng.normal(size=(3, 4)) * scale
    keys = rng.normal(size=(T, 4))
    scores, _ = general_scores(s[None, None], keys[:, None], {"W": W})
    context, weights = look(scores, keys[:, None])
    page = lens("generalScores", s.tolist(), keys.tolist(), W.ravel().tolist())
    np.testing.assert_allclose(page, scores[0, 0], rtol=1e-12, atol=1e-12)
    seen = lens("(z => softmax(Float64Array.from(z)))", page)
    np.testing.assert_allclose(seen, weights[0, 0], rtol=1e-12, atol=1e-300)
    mixed = lens("mixed", seen, keys.tolist())
    np.testing.assert_allclose(mixed, context[0, 0], rtol=1e-12, atol=1e-12)


@settings(**CASES)
@given(st.integers(0, 1), st.integers(2, 24), st.integers(1, 12))
def test_writing_equals_the_package(lens, task, length, seed):
    view = AttentionLens(task=task, length=length, seed=seed)
    page = lens("lookAt", state(view))
    assert page["read"] == view.symbols().tolist()
    assert page["goal"] == view.asked().tolist()
    for kind, (symbols, weights) in view.write().items():
        assert [step["symbol"] for step in page["out"][kind]] == symbols.tolist()
        assert page["right"][kind] == (symbols == view.asked()).tolist()
        if weights is not None:
            told = [step["weights"] for step in page["out"][kind]]
            np.testing.assert_allclose(told, weights, atol=1e-11)


@settings(**CASES)
@given(st.integers(0, 1), st.integers(1, 12), st.floats(1, 12), st.floats(0, 5))
def test_own_weights_reach_the_output(lens, task, position, look_at, sharpness):
    view = AttentionLens(
        task=task,
        length=12,
        position=position,
        own=True,
        look_at=look_at,
        sharpness=sharpness,
    )
    page, at = lens("lookAt", state(view)), position - 1
    weights = softmax(-sharpness * np.abs(np.arange(12) - (look_at - 1)))
    np.testing.assert_allclose(page["weights"], weights, atol=1e-12)
    steps, free = page["out"]["with"], page["free"]
    assert steps[:at] == free[:at]

    # The same output from the package's own parts.
    name = f"{ORDERS[task]}-with"
    model = restore(view.slug, name, attention_lens.make_model("with", np.float64))
    written = np.array([[step["symbol"]] for step in free])
    encoded, state_read = model.parts["encoder"].forward(view.symbols()[:, None])
    told = np.concatenate([[[model.start]], written[:-1]])
    s = model.parts["decoder"].forward(told, state_read)[0][at, 0]
    both = np.concatenate([weights @ encoded[:, 0], s])
    s_tilde = np.tanh(model.params["W_c"] @ both)
    shares = softmax(model.parts["readout"].forward(s_tilde[None]))[0]
    np.testing.assert_allclose(steps[at]["shares"], shares, atol=1e-11)


def test_touching_a_weight_takes_over_in_page_and_python(lens):
    for name, value in (("look_at", 4.0), ("sharpness", 0.5)):
        view = AttentionLens()
        assert lens("settle", state(view), name) == {"own": True}
        setattr(view, name, value)
        assert view.own
        assert lens("settle", state(view), name) == {}
        view.own = False
        assert not view.own
    assert lens("settle", state(AttentionLens()), "length") == {}
    assert AttentionLens(look_at=4.0).own
    assert not AttentionLens(look_at=4.0, own=False).own


@pytest.mark.parametrize("width", [690, 345, 290])
def test_lens_marks_every_output(width):
    view = AttentionLens(length=24)
    svg = ElementTree.fromstring(view.static_svg(width))
    marks = [n.get("d") for n in svg.iter(SVG + "path") if n.get("class") == "mark"]
    told = [symbols == view.asked() for symbols, _ in view.write().values()]
    assert ["m0 -8" not in d for d in marks] == np.stack(told, axis=1).ravel().tolist()
    assert not all(told[1])


def test_position_beyond_the_string_is_its_last(lens):
    view = AttentionLens(length=5, position=24)
    assert lens("lookAt", state(view))["at"] == 4
