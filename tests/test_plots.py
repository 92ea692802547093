"""Figures show the numbers they were given, and their alternative text says them."""

import itertools
import re

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from lstm_src.palette import FILL, INK_LIGHT
from lstm_src.plots import (
    cell_evolution,
    gate_heatmap,
    gradient_norms,
    style,
    training_curves,
)
from lstm_src.plots.blocks import tint

TEXT = "Sarah went to the store. She paid"
LABELS = ["LSTM", "direct path", "RNN", "GRU", "coupled"]


@pytest.fixture(autouse=True)
def close_figures():
    before = dict(matplotlib.rcParams)
    yield
    plt.close("all")
    assert dict(matplotlib.rcParams) == before, "a figure changed the reader's settings"


def a_trace(text=TEXT, H=5, seed=0):
    rng = np.random.default_rng(seed)
    gates = {k: rng.random((len(text), H)) for k in "fio"}
    return gates | {"C": rng.normal(0, 0.7, (len(text), H))}


def norms(labels=LABELS):
    back = np.arange(40)[::-1]
    return {label: (0.9 - 0.1 * n) ** back for n, label in enumerate(labels)}


def runs(labels=LABELS, seeds=3):
    steps = np.arange(0, 200, 10)
    rng = np.random.default_rng(0)
    return {k: (steps, 1 + rng.random((seeds, len(steps)))) for k in labels}


EVERY_FIGURE = {
    "heatmap": lambda width: gate_heatmap(a_trace(), TEXT, width=width),
    "one unit": lambda width: gate_heatmap(a_trace(), TEXT, unit=2, width=width),
    "cell": lambda width: cell_evolution(a_trace()["C"], TEXT, width=width),
    "norms": lambda width: gradient_norms(norms(), width=width),
    "runs": lambda width: training_curves(
        runs(), baseline=("always 1", 1.0), width=width
    ),
    "log runs": lambda width: training_curves(runs(), log=True, width=width),
}


@pytest.fixture(params=[640, 350], ids=["column", "phone"], scope="module")
def width(request):
    return request.param


@pytest.fixture(params=EVERY_FIGURE, scope="module")
def figure(request, width):
    ax, alt = EVERY_FIGURE[request.param](width)
    ax.figure.canvas.draw()
    return ax, alt


def luminance(colour):
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                for c in to_rgb(colour)]  # fmt: skip
    return np.dot([0.2126, 0.7152, 0.0722], channels)


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def shown_texts(ax):
    ticks = []
    for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
        low, high = sorted(axis.get_view_interval())
        # An axis keeps ticks beyond its limits, and does not draw them.
        ticks += [
            t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high
        ]
    return [t for t in [*ax.texts, *ticks, ax.xaxis.label] if t.get_text().strip()]


def test_words_read_on_the_card_and_do_not_touch(figure):
    ax, _ = figure
    paper = ax.figure.get_facecolor()
    assert contrast(paper, "white") == 1 and paper[3] == 1, "an explicit light card"
    texts = shown_texts(ax)
    for text in texts:
        assert contrast(text.get_color(), paper) >= 4.5, text
        pixels = text.get_fontsize() * ax.figure.dpi / 72
        assert round(pixels, 6) in (12, 13, 16), text
    inside = ax.figure.bbox
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        shared = [min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)]
        assert min(shared) < 3, f"{one!r} and {two!r} overlap by {shared} px"
    for text, box in boxes:
        assert inside.x0 <= box.x0 and box.x1 <= inside.x1 + 1, f"{text!r} is cut off"


def test_no_legend_and_no_box(figure):
    ax, _ = figure
    assert ax.get_legend() is None
    if ax.axison:
        assert not ax.spines["top"].get_visible() and not ax.get_title()


def test_alternative_text_is_sentences_with_numbers(figure):
    _, alt = figure
    assert alt.endswith(".") and "\n" not in alt and len(re.findall(r"\d", alt)) > 5


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
    np.testing.assert_allclose(units, tint(trace["f"].T, "forget"))
    np.testing.assert_allclose(strip[0], tint(trace["f"].mean(axis=1), "forget"))


def test_tint_is_paper_to_fill_and_monotone():
    shades = tint(np.linspace(0, 1, 5), "output")
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


def test_gradient_norms_are_drawn_from_the_end_on_a_log_axis():
    curve = np.array([1e-8, 1e-3, 0.5, 2.0])
    ax, alt = gradient_norms({"LSTM": curve})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), curve[::-1])
    assert ax.get_yscale() == "log"
    assert "2 at the end" in alt and "1e−08 after 3 steps back" in alt


def test_a_gradient_that_is_gone_is_said_to_be_gone():
    ax, alt = gradient_norms({"RNN": np.array([0.0, 0.0, 1e-300, 1.0])})
    assert "and 0 from 2 steps back on" in alt
    assert np.isnan(ax.lines[0].get_ydata()[2:]).all()


def test_curves_differ_without_their_colour():
    ax, _ = gradient_norms(norms())
    looks = [(str(line._dash_pattern), line.get_linewidth()) for line in ax.lines]
    assert len(set(looks)) == len(LABELS)


def test_every_curve_carries_its_name_in_its_ink():
    for ax, _ in (gradient_norms(norms()), training_curves(runs())):
        named = {
            t.get_text(): t.get_color()
            for t in ax.texts
            if isinstance(t, Annotation) and t.get_text() in LABELS
        }
        inks = [look["color"] for look in style.CURVES]
        assert [named[label] for label in LABELS] == inks


def test_training_curves_show_median_and_extremes():
    steps, values = [0, 10], [[4.0, 1.0], [6.0, 3.0], [5.0, 8.0]]
    ax, alt = training_curves({"LSTM": (steps, values)}, quantity_name="loss (nats)")
    drawn = [line.get_ydata().tolist() for line in ax.lines]
    assert drawn == [[4.0, 1.0], [6.0, 8.0], [5.0, 3.0]]
    assert "median of 3 seeds: from 5 at step 0 to 3 at step 10" in alt
    assert "range from 1 to 8" in alt and "loss (nats)" in alt


def test_a_run_that_goes_astray_leaves_a_gap_that_is_told():
    values = [[4.0, 1.0, np.nan], [6.0, 3.0, np.inf]]
    ax, alt = training_curves({"LSTM": ([1, 2, 3], values)})
    assert "1 values are missing or not finite" in alt and "to 2 at step 2" in alt
    training_curves({"LSTM": ([1, 2], [[1.0, np.nan], [np.nan, 1.0]])})


def test_figures_can_be_drawn_into_an_axes_of_the_reader():
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
    assert gradient_norms(norms(["LSTM"]), ax=left)[0] is left
    assert training_curves(runs(["LSTM"]), ax=right)[0] is right


def test_labels_move_apart_as_little_as_it_takes():
    rng = np.random.default_rng(0)
    for _ in range(200):
        wishes = rng.uniform(0, 100, rng.integers(1, 6))
        placed = np.array(style.spread(wishes, gap=15, low=-10, high=110))
        order = np.argsort(wishes)
        assert (np.diff(placed[order]) >= 15 - 1e-9).all()
        assert placed.min() >= -10 - 1e-9 and placed.max() <= 110 + 1e-9
        if (np.diff(wishes[order]) >= 15).all():
            np.testing.assert_allclose(placed, wishes)


BAD = {
    "at least one character": lambda: gate_heatmap(a_trace(), ""),
    "give \\(33, H\\)": lambda: gate_heatmap(a_trace("short"), TEXT),
    "one row of the batch": lambda: cell_evolution(np.zeros((33, 2, 4)), TEXT),
    "needs at least one of f": lambda: gate_heatmap({"C": np.zeros((33, 1))}, TEXT),
    "lies between 0 and 1": lambda: gate_heatmap({"f": np.full((33, 1), 1.5)}, TEXT),
    "no unit 9": lambda: gate_heatmap(a_trace(), TEXT, unit=9),
    "no unit -1": lambda: cell_evolution(a_trace()["C"], TEXT, units=[-1]),
    "units is empty": lambda: cell_evolution(a_trace()["C"], TEXT, units=[]),
    "NaN": lambda: cell_evolution(np.full((33, 1), np.nan), TEXT),
    "a state is 'C' or 'h'": lambda: cell_evolution(np.zeros((1, 1)), "a", letter="f"),
    "at least 240 pixels": lambda: gate_heatmap(a_trace(), TEXT, width=100),
    "between 1 and 5": lambda: gradient_norms({}),
    "6 curves": lambda: training_curves(runs(list("abcdef"))),
    "negative or not finite": lambda: gradient_norms({"a": np.array([1.0, np.nan])}),
    "give \\(T,\\)": lambda: gradient_norms({"a": np.ones((2, 2))}),
    "give \\(N,\\)": lambda: training_curves({"a": ([1, 2], [1.0, 2.0, 3.0])}),
    "no finite value": lambda: training_curves({"a": ([1], [np.nan])}),
    "log=False": lambda: training_curves({"a": ([1], [0.0])}, log=True),
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input_gets_a_sentence(message):
    with pytest.raises(ValueError, match=message):
        BAD[message]()
