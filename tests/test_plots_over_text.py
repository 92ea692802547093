"""Figures over a text show every character and every number."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_src.palette import FILL, INK_LIGHT
from lstm_src.plots import cell_evolution, gate_heatmap
from lstm_src.plots.blocks import tint
from tests.test_plots import TEXT, a_trace


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_letters_stand_in_the_order_of_the_text():
    ax, _ = gate_heatmap(a_trace(), TEXT)
    symbols = [t for t in ax.texts if t.get_fontfamily() == ["DejaVu Sans Mono"]]
    symbols.sort(key=lambda t: (t.get_position()[1], t.get_position()[0]))
    assert "".join(t.get_text() for t in symbols) == TEXT.replace(" ", "·")


@pytest.mark.parametrize("width", [640, 300])
def test_strips_show_the_values(width):
    trace = a_trace()
    ax, _ = gate_heatmap(trace, TEXT, unit=3, width=width)
    steps = [p for p in ax.patches if hasattr(p, "get_data")]
    assert all(p.get_data().baseline is None for p in steps), "a line, not a wall"
    steps = [(p.get_edgecolor(), p.get_data()) for p in steps]
    for letter, role in zip("fio", ("forget", "input", "output"), strict=True):
        ink = (*to_rgb(INK_LIGHT[role]), 1.0)
        parts = [data.values for colour, data in steps if colour == ink]
        # The strips lie 34 px tall; each line of text has its own zero.
        frames = [p for p in ax.patches if isinstance(p, Rectangle)]
        frames = [
            p for p in frames if p.get_edgecolor() == ink and p.get_height() == 34
        ]
        read = [
            1 - (part - frame.get_y()) / 34
            for part, frame in zip(parts, frames, strict=True)
        ]
        np.testing.assert_allclose(np.concatenate(read), trace[letter][:, 3])


def test_maps_show_every_unit():
    trace = a_trace()
    ax, _ = gate_heatmap({"f": trace["f"]}, TEXT)
    strip, units = [np.asarray(image.get_array()) for image in ax.images]
    np.testing.assert_allclose(units, tint(trace["f"].T, FILL["forget"]))
    np.testing.assert_allclose(strip[0], tint(trace["f"].mean(axis=1), FILL["forget"]))


def test_tint_is_paper_to_fill_and_monotone():
    shades = tint(np.linspace(0, 1, 5), FILL["output"])
    assert (np.diff(shades, axis=0) < 0).any(axis=1).all()
    assert np.all((shades >= to_rgb(FILL["output"])) & (shades <= 1))


@pytest.mark.parametrize("letter", ["C", "h"])
def test_parcels_have_the_height_of_their_number(letter):
    C = np.array([[1.0, 0.0], [-0.5, 2.0], [0.25, -1.5]])
    ax, _ = cell_evolution(C, "abc", letter=letter, units=[1, 0])
    fill = to_rgb(FILL["cell" if letter == "C" else "hidden"])
    parcels = [p for p in ax.patches if to_rgb(p.get_facecolor()) == fill]
    # Outlines lie half a pixel inside the measure, on both ends.
    heights = [parcel.get_height() + 1 for parcel in parcels]
    values = [2.0, 1.5, 1.0, 0.5, 0.25]  # unit 1 first; nothing is drawn for a zero
    np.testing.assert_allclose(heights, np.array(values) * heights[0] / 2.0)
    below = [p.get_y() for p in parcels[:2]]
    assert below[0] < below[1], "negative parcels hang below the belt"


def test_cell_evolution_chooses_the_units_that_move_furthest():
    C = np.zeros((4, 9))
    C[2, [8, 1, 4, 6]] = [0.4, -0.3, 0.2, -0.1]
    _, alt = cell_evolution(C, "abcd")
    assert re.findall(r"Unit (\d)", alt) == ["1", "4", "6", "8"]


def test_odd_characters_are_shown_and_not_interpreted():
    text = "$x_1$ é\n\t漢\x00"
    ax, alt = gate_heatmap(a_trace(text), text)
    ax.figure.canvas.draw()  # a formula, or a glyph the font lacks, would warn here
    symbols = [t for t in ax.texts if t.get_fontfamily() == ["DejaVu Sans Mono"]]
    assert "".join(t.get_text() for t in symbols) == "$x_1$·é↵→□□"
    assert "\n" not in alt


def test_states_have_a_map_of_both_signs():
    C = np.array([[0.0, 1.5], [-1.5, 0.75]])
    ax, alt = gate_heatmap({"C": C}, "ab")
    (units,) = [np.asarray(image.get_array()) for image in ax.images]
    (nothing, minus), (plus, half) = units  # a row for each unit
    np.testing.assert_allclose(nothing, 1.0)
    assert np.ptp(minus) < 0.2 < np.ptp(plus), "grey is negative, purple positive"
    np.testing.assert_allclose(1 - half, (1 - plus) / 2)
    assert "lowest −1.50 in unit 0 at character 2" in alt
    assert "highest +1.50 in unit 1 at character 1" in alt
    assert "Hidden state h" in gate_heatmap({"h": C}, "ab", unit=1)[1]


def test_a_figure_of_the_callers_needs_no_pyplot():
    own = Figure()
    ax, _ = gate_heatmap(a_trace(), TEXT, figure=own)
    assert ax.figure is own and not plt.get_fignums()
    assert cell_evolution(np.ones((1, 1)), "a", figure=Figure())[0].figure is not own


def test_a_long_text_goes_on_below():
    text = TEXT * 8
    ax, _ = gate_heatmap({"f": a_trace(text)["f"]}, text)
    symbols = [t for t in ax.texts if t.get_fontfamily() == ["DejaVu Sans Mono"]]
    assert len(symbols) == len(text)
    assert len({t.get_position()[1] for t in symbols}) > 1
    ordered = sorted(symbols, key=lambda t: t.get_position()[::-1])
    assert "".join(t.get_text() for t in ordered) == text.replace(" ", "·")


def test_layers_trace_can_be_handed_over_as_it_is():
    trace = {name: values[:, None] for name, values in a_trace().items()}
    assert gate_heatmap(trace, TEXT)[1] == gate_heatmap(a_trace(), TEXT)[1]
    assert "reset gate r" in gate_heatmap({"r": trace["f"]}, TEXT)[1].lower()


BAD = {
    "at least one character": lambda: gate_heatmap(a_trace(), ""),
    "give \\(33, H\\)": lambda: gate_heatmap(a_trace("short"), TEXT),
    "one row of the batch": lambda: cell_evolution(np.zeros((33, 2, 4)), TEXT),
    "needs at least one of f": lambda: gate_heatmap({"e": np.zeros((33, 1))}, TEXT),
    "lies between 0 and 1": lambda: gate_heatmap({"f": np.full((33, 1), 1.5)}, TEXT),
    "no unit 9": lambda: gate_heatmap(a_trace(), TEXT, unit=9),
    "no unit -1": lambda: cell_evolution(a_trace()["C"], TEXT, units=[-1]),
    "units is empty": lambda: cell_evolution(a_trace()["C"], TEXT, units=[]),
    "NaN": lambda: cell_evolution(np.full((33, 1), np.nan), TEXT),
    "a state is 'C' or 'h'": lambda: cell_evolution(np.zeros((1, 1)), "a", letter="f"),
    "at least 240 pixels": lambda: gate_heatmap(a_trace(), TEXT, width=100),
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input_gets_a_sentence(message):
    with pytest.raises(ValueError, match=message):
        BAD[message]()
