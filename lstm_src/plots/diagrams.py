r"""Diagrams without data: the loop, what goes in and comes out, and a line of years."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lstm_src.palette import FILL, INK_LIGHT
from lstm_src.plots.style import (
    LINE,
    MIDDLE,
    MUTED,
    SYMBOL,
    TEXT,
    THIN,
    TICK,
    canvas,
    words,
)

WIDTH = 420  # px: narrow enough for a phone to show without shrinking its type much
_SIZE, _ROW = 36, 62  # px: a box, from row to row
_YEAR = 19  # px

ARRANGEMENTS = {
    "one to one": ("x", "y"),
    "one to many": ("x..", "yyy"),
    "many to one": ("xxx", "..y"),
    "many to many, in step": ("xxx", "yyy"),
    "many to many, read then write": ("xx..", "..yy"),
}
LANES = {"loops": "cell", "attention": "output", "linear loops": "input"}
_MARKS = dict(zip(LANES, "osD", strict=True))


def loop_and_chain():
    r"""Draw a recurrent network twice: as a loop, and unrolled over three steps.

    Returns:
        ax, alt.

    >>> ax, alt = loop_and_chain()
    >>> alt[:45]
    'Left: a box h reads x, gives y, and an arrow '
    """
    ax, y = canvas(WIDTH, 176), 88
    _step(ax, 34, y, "", "xy")
    _arrow(ax, (53, y - 8), (53, y + 8), bend=-3.4)
    words(ax, 86, y, "$W$", size=SYMBOL)
    words(ax, 118, y, "=", size=SYMBOL, color=MUTED)
    words(ax, 148, y, "$h_0$", size=SYMBOL)
    _arrow(ax, (170, y), (189, y))
    for t, x in enumerate((208, 280, 352)):
        _step(ax, x, y, f"_{t + 1}", "xy")
        _arrow(ax, (x + 19, y), (x + 53, y))
        words(ax, x + 36, y - 16, "$W$", ha="center", size=SYMBOL)
    alt = (
        "Left: a box h reads x, gives y, and an arrow with the weights W leads from h "
        "back to h. Right: the same drawn three times side by side, from h_0 on; each "
        "h reads its own x and the h before it, always by the same W."
    )
    return ax, alt


def arrangements():
    """Draw which steps have an input and which an output, in five common tasks.

    Returns:
        ax, alt.

    >>> ax, alt = arrangements()
    >>> "many to one: 3 inputs, 1 output" in alt
    True
    """
    ax, said = canvas(WIDTH, 470), []
    for n, (name, (reads, writes)) in enumerate(ARRANGEMENTS.items()):
        wide = n == len(ARRANGEMENTS) - 1
        left, y = (14 if n % 2 == 0 else 224), 82 + (n // 2) * 158
        words(ax, left, y - 66, name, color=MUTED)
        for t, (read, write) in enumerate(zip(reads, writes, strict=True)):
            x = left + 20 + t * 58
            _step(ax, x, y, "", read + write, row=46, size=30)
            if t:
                _arrow(ax, (x - 42, y), (x - 17, y))
        counts = (reads.count("x"), "input"), (writes.count("y"), "output")
        ends = [f"{count} {word}{'s' * (count > 1)}" for count, word in counts]
        late = ", the outputs after the inputs" if wide else ""
        said.append(f"{name}: {', '.join(ends)}{late}")
    return ax, "Five rows of boxes h, joined by arrows; " + "; ".join(said) + "."


def timeline(events, first=1990, last=2026):
    """Draw events on a line of years, drawn to scale, in three lanes.

    Args:
        events: (year, text, lane) in the order of the years; lanes as in `LANES`.
        first: year at the top.
        last: year at the bottom.

    Returns:
        ax, alt.

    Raises:
        ValueError: where a lane is unknown or a year outside.

    >>> ax, alt = timeline([(2017, "Transformer", "attention")])
    >>> alt
    'A line of years with three lanes. 2017: Transformer.'
    """
    for year, text, lane in events:
        if lane not in LANES or not first <= year <= last:
            raise ValueError(
                f"{text!r} is of {year}, lane {lane!r}; give a year from {first} to "
                f"{last} and a lane of {', '.join(LANES)}."
            )
    top, below = 66, 18
    height = top + (last - first) * _YEAR + below
    ax, places = canvas(WIDTH, height), {}
    for n, (lane, role) in enumerate(LANES.items()):
        x = places[lane] = 56 + 20 * n
        heading = 14 + 18 * n
        ax.plot([x, x], [heading + 9, height - 8], color=LINE, linewidth=MIDDLE)
        words(ax, x - 6, heading, lane, color=INK_LIGHT[role])
    for year in range(first, last + 1, 5):
        words(ax, 38, top + (year - first) * _YEAR, str(year), ha="right", color=MUTED,
              size=TICK)  # fmt: skip
    ys = [top + (year - first) * _YEAR for year, _, _ in events]
    heights = _apart(ys, 20, height - 12)
    for (year, text, lane), y, label in zip(events, ys, heights, strict=True):
        x, role = places[lane], LANES[lane]
        ax.plot([x, 120], [y, label], color=MUTED, linewidth=THIN,
                linestyle=(0, (1, 2)))  # fmt: skip
        ax.plot([x], [y], marker=_MARKS[lane], markersize=7, color=FILL[role],
                markeredgecolor=INK_LIGHT[role], markeredgewidth=MIDDLE)  # fmt: skip
        words(ax, 124, label, str(year), color=INK_LIGHT[role])
        words(ax, 160, label, text)
    said = " ".join(f"{year}: {text}." for year, text, _ in events)
    return ax, f"A line of years with three lanes. {said}"


def _apart(ys, gap, bottom):
    """Move heights apart to at least `gap`, none below `bottom`, order kept.

    >>> _apart([10, 12, 50], 20, 60)
    [10, 30, 50]
    >>> _apart([10, 58, 59], 20, 60)
    [10, 40, 60]
    """
    placed = []
    for y in ys:
        placed.append(max(y, placed[-1] + gap) if placed else y)
    limit = bottom
    for n in reversed(range(len(placed))):
        placed[n] = min(placed[n], limit)
        limit = placed[n] - gap
    return placed


def _step(ax, x, y, index, shown, row=_ROW, size=_SIZE):
    """One step: h in a box, x below and y above where they are `shown`."""
    half = size / 2
    box = FancyBboxPatch(
        (x - half, y - half), size, size, boxstyle="round,pad=0,rounding_size=4",
        facecolor=FILL["hidden"], edgecolor=INK_LIGHT["hidden"], linewidth=MIDDLE,
    )  # fmt: skip
    ax.add_patch(box)
    words(ax, x, y, f"$h{index}$", ha="center", size=SYMBOL)
    if "x" in shown:
        words(ax, x, y + row, f"$x{index}$", ha="center", size=SYMBOL)
        _arrow(ax, (x, y + row - 12), (x, y + half + 1))
    if "y" in shown:
        words(ax, x, y - row, f"$y{index}$", ha="center", size=SYMBOL)
        _arrow(ax, (x, y - half - 1), (x, y - row + 12))


def _arrow(ax, start, end, bend=0.0):
    style = f"arc3,rad={bend}"
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="->", mutation_scale=9, color=TEXT,
            linewidth=MIDDLE, connectionstyle=style, shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip
