"""The whole cell and the conveyor belt: rows and dials, validation, static figures."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src.cells import lstm_step
from lstm_src.explorables import ConveyorBelt, WholeCell
from lstm_src.explorables.base import sum_for_sigmoid, sum_for_tanh
from lstm_src.explorables.still import run_module
from lstm_src.numerics import sigmoid

SVG = "{http://www.w3.org/2000/svg}"
UNIT = st.floats(0, 1)
THREE = {"f": [1.0, 0.5, 0.25], "i": [1.0, 0.0, 0.5], "C_tilde": [0.8, 0.3, -1.0]}


@pytest.fixture(scope="module")
def page():
    """Return a function that calls one of the belt's JavaScript functions by name."""
    context = run_module(ConveyorBelt._esm)

    def call(name, *values):
        passed = ", ".join("undefined" if v is None else json.dumps(v) for v in values)
        return json.loads(context.eval(f"JSON.stringify({name}({passed}))"))

    return call


def texts(view, width=690):
    """Return all that is written in a static figure."""
    svg = ElementTree.fromstring(view.static_svg(width))
    return ["".join(node.itertext()) for node in svg.iter(SVG + "text")]


def marks(view, cls):
    """Return the nodes of a class in a static figure."""
    svg = ElementTree.fromstring(view.static_svg())
    return [n for n in svg.iter() if cls in (n.get("class") or "").split()]


# ---- the formulas


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(UNIT, UNIT, st.floats(-1, 1)), min_size=2, max_size=24))
def test_belt_equals_the_cell_of_the_package(page, steps):
    """One unit, weights zero: the biases alone make the gates of each step."""
    f, i, C_tilde = (list(row) for row in zip(*steps, strict=True))
    sums = [list(map(sum_for_sigmoid, f)), list(map(sum_for_sigmoid, i))]
    sums.append(list(map(sum_for_tanh, C_tilde)))
    gates = dict(zip(("f", "i", "C"), map(np.array, sums), strict=True))
    rows = {
        "f": sigmoid(gates["f"]).tolist(),
        "i": sigmoid(gates["i"]).tolist(),
        "C_tilde": np.tanh(gates["C"]).tolist(),
    }
    h, C = np.zeros((1, 1)), np.zeros((1, 1))
    for t, step in enumerate(page("rideBelt", rows)):
        params = {f"W_{gate}": np.zeros((1, 2)) for gate in "fiCo"}
        params |= {f"b_{gate}": gates[gate][t : t + 1] for gate in gates}
        h, C, _ = lstm_step(np.zeros((1, 1)), h, C, params | {"b_o": np.zeros(1)})
        assert step["C"] == pytest.approx(C[0, 0], abs=1e-12)
        assert step["C"] == step["kept"] + step["added"]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(UNIT, UNIT, st.floats(-1, 1)), min_size=2, max_size=24))
def test_belt_carries_the_sum_of_what_is_left_of_all_parcels(page, steps):
    f, i, C_tilde = (list(row) for row in zip(*steps, strict=True))
    rows = {"f": f, "i": i, "C_tilde": C_tilde}
    parcels = [
        page("followParcel", rows | {"follow": t + 1}) for t in range(len(steps))
    ]
    carried = page("rideBelt", rows)[-1]["C"]
    assert sum(p["left"] for p in parcels) == pytest.approx(carried, abs=1e-12)
    for t, parcel in enumerate(parcels):
        assert parcel["share"] == pytest.approx(np.prod(f[t + 1 :]), abs=1e-12)
        assert parcel["shares"][:t] == [None] * t and parcel["shares"][t] == 1
        assert parcel["shares"][-1] == parcel["share"]


# ---- rows and dials


def test_dials_and_rows_keep_in_step():
    belt = ConveyorBelt(**THREE, t=1)
    assert (belt.steps, belt.f_now, belt.i_now) == (3, 1.0, 1.0)
    belt.t = 3
    assert (belt.f_now, belt.i_now) == (0.25, 0.5)
    belt.f_now = 0.9
    assert belt.f == [1.0, 0.5, 0.9] and belt.i == THREE["i"]
    belt.i = [0.1, 0.2, 0.3]
    assert belt.i_now == 0.3 and belt.f_now == 0.9
    belt.t = 1
    assert (belt.f_now, belt.i_now) == (1.0, 0.1)
    assert ConveyorBelt(**THREE, t=2, f_now=0.75).f == [1.0, 0.75, 0.25]


def test_each_change_is_told_once():
    belt = ConveyorBelt(**THREE, t=1)
    told = []
    belt.observe(lambda change: told.append(change.name), traitlets.All)
    belt.t = 2
    assert sorted(told) == ["f_now", "i_now", "t"]
    told.clear()
    belt.f_now = 0.125
    assert sorted(told) == ["f", "f_now"]
    told.clear()
    belt.f_now = 0.125
    belt.f = [1.0, 0.125, 0.25]
    assert told == []


def test_a_message_from_the_page_is_taken_as_a_whole():
    belt = ConveyorBelt(**THREE, t=1)
    belt.set_state({"t": 3, "f_now": 0.25, "i_now": 0.5})
    assert (belt.f, belt.i) == (THREE["f"], THREE["i"])
    belt.set_state({"f_now": 0.5, "f": [1.0, 0.5, 0.5]})
    assert belt.f == [1.0, 0.5, 0.5] and belt.t == 3
    belt.set_state({"f_now": 0.75, "i_now": 0.25})
    assert (belt.f[2], belt.i[2], belt.f_now, belt.i_now) == (0.75, 0.25) * 2


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["f_now", "i_now"]), UNIT),
            st.tuples(st.just("t"), st.integers(1, 3)),
            st.tuples(
                st.sampled_from(["f", "i"]), st.lists(UNIT, min_size=3, max_size=3)
            ),
        ),
        max_size=8,
    )
)
def test_page_and_python_settle_alike(page, changes):
    belt = ConveyorBelt(**THREE)
    shown = belt.numbers()
    for name, value in changes:
        setattr(belt, name, value)
        shown[name] = value
        shown |= page("settleGates", shown, name)
        assert page("settleGates", shown, name) == {}  # once is enough
        assert shown == belt.numbers()


def test_page_holds_steps_and_dials_in_bounds(page):
    state = ConveyorBelt(**THREE).numbers()
    assert page("settleGates", state | {"t": 9, "follow": 4}, "t") == {
        "t": 3,
        "follow": 3,
        "f_now": 0.25,
        "i_now": 0.5,
    }
    assert page("settleGates", state | {"f_now": 0.75}, None) == {"f": [1, 0.75, 0.25]}


# ---- bad input: one clear sentence


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"f": [1.0, 0.5]}, r"but 2, 3 and 3 came; give rows of one length\."),
        ({"f": [0.5]}, r"ConveyorBelt\.f is a list of 2 to 24 numbers .* but 1 came"),
        ({"i": [0.5] * 25}, "i is a list of 2 to 24 numbers from 0 to 1, but 25 came"),
        ({"f": [1.0, 1.5, 1.0]}, r"f is .* its number at step 2 is 1\.5\."),
        ({"C_tilde": [0.0, 0.0, -1.01]}, r"from -1 to 1, but .* step 3 is -1\.01\."),
        ({"i": [0.0, float("nan"), 0.0]}, r"its number at step 2 is nan\."),
        ({"i": [0.0, "a", 0.0]}, r"its number at step 2 is 'a'\."),
        ({"i": [0.0, True, 0.0]}, r"its number at step 2 is True\."),
        ({"f": 0.5}, r"f is a list of 2 to 24 numbers from 0 to 1, but 0\.5 came\."),
        ({"f": "0101"}, r"f is a list .*, but '0101' came\."),
        ({"t": 4}, "t is a whole number from 1 to 3, but 4 came; choose one"),
        ({"follow": 0}, "follow is a whole number from 1 to .* but 0 came"),
        ({"f_now": 2}, "f_now is a number from 0 to 1, but 2 came"),
    ],
)
def test_belt_refuses_with_one_sentence(bad, sentence):
    with pytest.raises(traitlets.TraitError, match=sentence) as refusal:
        ConveyorBelt(**THREE | bad)
    assert "\n" not in str(refusal.value)


def test_a_refused_change_leaves_the_belt_as_it_was():
    belt = ConveyorBelt(**THREE)
    before = belt.numbers()
    for name, bad in (("f", [1.0, 0.5]), ("t", 4), ("follow", 9), ("i_now", -0.1)):
        with pytest.raises(traitlets.TraitError):
            setattr(belt, name, bad)
    with pytest.raises(traitlets.TraitError, match="f is a list of 3 numbers"):
        belt.f = [1.0] * 4
    assert belt.numbers() == before


def test_rows_take_arrays_and_whole_numbers():
    belt = ConveyorBelt(f=np.ones(5), i=(0, 1, 0, 1, 0), C_tilde=np.zeros(5, "f4"))
    assert belt.f == [1.0] * 5 and belt.i == [0.0, 1.0, 0.0, 1.0, 0.0]
    assert all(type(value) is float for value in belt.i + belt.C_tilde)


@pytest.mark.parametrize("bad", [-1, 7, 1.5, "2", None])
def test_the_step_of_the_whole_cell_is_one_of_seven(bad):
    with pytest.raises(traitlets.TraitError, match="step is a whole number from 0"):
        WholeCell(step=bad)


# ---- static figures


@pytest.mark.parametrize("width", [690, 345])
def test_figure_of_the_whole_cell_shows_all_six_steps_at_any_step(width):
    shown = texts(WholeCell(), width)
    assert [texts(WholeCell(step=step), width) for step in range(7)] == [shown] * 7
    for number in ("+1.20", "0.75", "+0.90", "0.60", "+0.80", "+0.48", "+1.38"):
        assert number in shown
    for number in ("+0.88", "0.50", "+0.44"):
        assert number in shown
    assert not marks(WholeCell(step=1), "later")


def test_figure_of_the_belt_numbers_every_step():
    shown = texts(ConveyorBelt(**THREE))
    for number in ("1", "2", "3", "+0.80", "+0.40", "−0.40", "from step 2"):
        assert number in shown


def test_what_lies_beyond_the_scale_is_marked_and_numbered():
    inside = ConveyorBelt(f=[1] * 4, i=[1] * 4, C_tilde=[1, 1, -0.5, -0.5], t=1)
    assert not [m for m in marks(inside, "mark") if m.tag == SVG + "path"]
    outside = ConveyorBelt(f=[1] * 4, i=[1] * 4, C_tilde=[1, 1, 1, -1], t=1)
    arrows = [m for m in marks(outside, "mark") if m.tag == SVG + "path"]
    # step 3 as it falls, step 4 as it is cut and lowered, and step 3 of the trace
    assert len(arrows) == 4
    assert "+3.00" in texts(outside)
    assert texts(outside).count("+2") == texts(inside).count("+2") == 2


def test_defaults_stay_on_the_scale_whatever_is_painted(page):
    """No gates lift the book's candidates beyond the drawing's edge, REACH."""
    candidates = ConveyorBelt().C_tilde
    rows = {"f": [1.0] * 12, "C_tilde": candidates}
    for wanted in (1, -1):
        gates = [float(np.sign(c) == wanted) for c in candidates]
        top = page("rideBelt", rows | {"i": gates})[-1]["C"]
        assert abs(top) <= page("(() => REACH)")
    for _, gates in page("presets", 12):
        ride = page("rideBelt", {"C_tilde": candidates} | gates)
        assert max(abs(step["C"]) for step in ride) <= 2


@pytest.mark.parametrize("steps", [2, 3, 4, 12, 24])
def test_presets_fit_every_length(page, steps):
    names = [name for name, _ in page("presets", steps)]
    assert names[:2] == ["Carry", "Leak"] and names[2].startswith("Replace at ")
    for _, gates in page("presets", steps):
        ConveyorBelt(**gates, C_tilde=[0.5] * steps, follow=1, t=1)
    carry = page("presets", steps)[0][1]
    assert sum(carry["i"]) == 1 and carry["f"] == [1] * steps


def test_the_belt_begins_with_one_of_its_presets(page):
    belt = ConveyorBelt()
    assert ["Replace at 8", {"f": belt.f, "i": belt.i}] in page("presets", 12)
