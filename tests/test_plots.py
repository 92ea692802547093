"""Figures show the numbers they were given, and their alternative text says them."""

import itertools
import re

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Annotation

from lstm_src.plots import (
    axes,
    cell_evolution,
    gate_heatmap,
    gradient_norms,
    style,
    training_curves,
)

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
        placed = np.array(axes.spread(wishes, gap=15, low=-10, high=110))
        order = np.argsort(wishes)
        assert (np.diff(placed[order]) >= 15 - 1e-9).all()
        assert placed.min() >= -10 - 1e-9 and placed.max() <= 110 + 1e-9
        if (np.diff(wishes[order]) >= 15).all():
            np.testing.assert_allclose(placed, wishes)


BAD = {
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
