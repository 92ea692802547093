"""Diagrams draw what their alternative text says, and no label covers another."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest

from lstm_src.palette import INK_LIGHT
from lstm_src.plots.diagrams import ARRANGEMENTS, arrangements, loop_and_chain, timeline

EVENTS = [
    (1991, "first", "loops"),
    (2014, "second", "attention"),
    (2014, "third", "loops"),
    (2015, "fourth", "linear loops"),
    (2026, "last", "loops"),
]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def boxes(ax):
    renderer = ax.figure.canvas.get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for t in ax.texts]


@pytest.mark.parametrize(
    "draw", [loop_and_chain, arrangements, lambda: timeline(EVENTS)]
)
def test_no_label_covers_another_or_leaves_the_card(draw):
    ax, _ = draw()
    card, found = ax.get_window_extent(), boxes(ax)
    for n, (name, box) in enumerate(found):
        assert card.x0 <= box.x0 and box.x1 <= card.x1, name
        assert card.y0 <= box.y0 and box.y1 <= card.y1, name
        for other, room in found[n + 1 :]:
            assert not box.overlaps(room), (name, other)


def test_the_chain_has_one_w_for_every_step():
    ax, alt = loop_and_chain()
    assert [text for text in texts(ax) if "h_" in text] == [
        "$h_0$",
        "$h_1$",
        "$h_2$",
        "$h_3$",
    ]
    assert texts(ax).count("$W$") == 4 and "the same W" in alt


def test_arrangements_show_each_input_and_output():
    ax, alt = arrangements()
    reads = "".join(pair[0] for pair in ARRANGEMENTS.values())
    writes = "".join(pair[1] for pair in ARRANGEMENTS.values())
    assert texts(ax).count("$x$") == reads.count("x")
    assert texts(ax).count("$y$") == writes.count("y")
    assert all(name in alt and name in texts(ax) for name in ARRANGEMENTS)


def test_years_stand_to_scale_and_in_their_lanes():
    ax, alt = timeline(EVENTS)
    marks = [line for line in ax.lines if line.get_marker() != "None"]
    ys = [float(mark.get_ydata()[0]) for mark in marks]
    years = [year for year, _, _ in EVENTS]
    pitch = (ys[-1] - ys[0]) / (years[-1] - years[0])
    assert ys == pytest.approx([ys[0] + pitch * (year - years[0]) for year in years])
    xs = {
        lane: mark.get_xdata()[0]
        for (_, _, lane), mark in zip(EVENTS, marks, strict=True)
    }
    assert len(set(xs.values())) == 3
    assert (
        len({mark.get_marker() for mark in marks}) == 3
    )  # colour is not the only sign
    assert marks[1].get_markeredgecolor() == INK_LIGHT["output"]
    assert all(f"{year}: {text}." in alt for year, text, _ in EVENTS)


@pytest.mark.parametrize("event", [(1980, "early", "loops"), (2000, "lost", "gates")])
def test_what_has_no_place_is_refused(event):
    with pytest.raises(ValueError, match="give a year from 1990"):
        timeline([event])
