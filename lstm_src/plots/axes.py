r"""Charts with one pair of axes, whose curves carry their names where they end."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from matplotlib.transforms import offset_copy

from lstm_src.plots.style import (
    CURVES,
    DPI,
    LINE,
    MUTED,
    TEXT,
    THIN,
    TICK,
    WORD,
    new_figure,
)

HEIGHT = 320  # px
_LEFT, _BELOW, _ABOVE = 64, 54, 44  # px around the data


def chart(labels, width, ax=None):
    """Dress an Axes, or open a card with room for the labels on the right.

    Args:
        labels: names of the curves.
        width: px, of a new card.
        ax: an Axes of the caller's, or None.

    Returns:
        The Axes, with only the left and the lower axis drawn.

    >>> ax = chart(["LSTM"], 640)
    >>> sorted(side for side, spine in ax.spines.items() if spine.get_visible())
    ['bottom', 'left']
    """
    if ax is None:
        right = min(30 + 8 * max(map(len, labels)), width // 2)
        box = (_LEFT / width, _BELOW / HEIGHT)
        box += (1 - (_LEFT + right) / width, 1 - (_BELOW + _ABOVE) / HEIGHT)
        ax = new_figure(width, HEIGHT).add_axes(box)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set(color=MUTED, linewidth=THIN)
    ax.tick_params(
        which="both", labelsize=TICK, color=MUTED, labelcolor=MUTED, width=THIN
    )
    ax.grid(axis="y", color=LINE, linewidth=THIN)
    ax.set_axisbelow(True)
    ax.margins(x=0.01)
    return ax


def check_count(curves):
    """Refuse no curve, and more than can be told apart without their colour.

    >>> check_count([])
    Traceback (most recent call last):
    ...
    ValueError: there are 0 curves; give between 1 and 5, which can be told apart.
    """
    if not 1 <= len(curves) <= len(CURVES):
        raise ValueError(
            f"there are {len(curves)} curves; give between 1 and {len(CURVES)}, which "
            "can be told apart."
        )


def finish(ax, ends, x, y, log=False):
    """Name the curves and the axes, and choose the ticks.

    Args:
        ax: the Axes, with everything drawn.
        ends: (label, x, y, ink) for each curve; where x is None, the right edge.
        x: what the horizontal axis is, in words.
        y: what the vertical one is; it stands above its axis, to be read upright.
        log: whether the vertical axis is logarithmic.
    """
    _label_ends(ax, ends)
    across = ax.bbox.width / ax.figure.dpi * DPI
    ax.xaxis.set_major_locator(MaxNLocator(int(np.clip(across / 75, 3, 7))))
    if log:
        ax.yaxis.set_major_locator(LogLocator(numticks=6))
        ax.yaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(x, fontsize=WORD, color=TEXT, loc="left")
    above = offset_copy(ax.transAxes, ax.figure, y=12 * 72 / DPI, units="points")
    ax.text(0, 1, y, transform=above, fontsize=WORD, color=TEXT, va="bottom")


def _label_ends(ax, ends):
    """Write each curve's name where it ends, moved apart where two would touch."""
    ax.autoscale_view()  # the places below need the final limits
    right = ax.get_xlim()[1]
    ends = [(label, right if x is None else x, y, ink) for label, x, y, ink in ends]
    low, high = ax.bbox.y0, ax.bbox.y1
    heights = spread(
        [ax.transData.transform((x, y))[1] for _, x, y, _ in ends],
        1.25 * WORD / 72 * ax.figure.dpi,
        low,
        high,
    )
    beside = offset_copy(ax.transAxes, ax.figure, x=8, units="points")
    for (label, x, y, ink), height in zip(ends, heights, strict=True):
        ax.annotate(
            label, (x, y), (1, (height - low) / (high - low)), textcoords=beside,
            fontsize=WORD, color=ink, va="center", ha="left", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": ink, "linewidth": THIN,
                        "shrinkA": 1, "shrinkB": 1, "relpos": (0, 0.5)},
        )  # fmt: skip


def spread(places, gap, low, high):
    """Move labels apart along a line, as little as it takes, without changing order.

    Args:
        places: where each label would like to stand, in px.
        gap: smallest distance between two labels.
        low: no label stands below this,
        high: or above this, where there is room for all.

    Returns:
        List of places, in the order given.

    >>> spread([10, 12, 50], gap=10, low=0, high=60)
    [6.0, 16.0, 50.0]
    """
    order = sorted(range(len(places)), key=lambda n: places[n])
    # Labels that would touch form a group; one that starts at s puts its k-th label at
    # s + k·gap, and the best s is the mean of (wish - k·gap): keep that sum and count.
    groups = []
    for n in order:
        total, count = float(places[n]), 1
        while groups and groups[-1][0] + groups[-1][1] * gap * groups[-1][1] > (
            total / count * groups[-1][1]
        ):
            before, size = groups.pop()
            total, count = before + total - count * size * gap, size + count
        groups.append((total, count))
    placed = [total / count + k * gap for total, count in groups for k in range(count)]
    for k in range(len(placed)):
        placed[k] = max(placed[k], placed[k - 1] + gap if k else low)
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], placed[k + 1] - gap if k + 1 < len(placed) else high)
    return [placed[order.index(n)] for n in range(len(places))]
