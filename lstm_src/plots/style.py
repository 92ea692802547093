r"""The look of the book in Matplotlib: a light card, fixed type, direct labels.

A figure cannot know whether its page is light or dark. On transparent paper no ink
reads on both: white and the dark page differ by about 18 : 1 in contrast, so a grey in
between has at most $\sqrt{18} \approx 4.2$ : 1 against each, and text needs 4.5 : 1.
Hence an explicit white card with the inks for light pages; in a chapter give its image
the class `dark-light`, so that the theme does not dim it.

Lengths are CSS pixels, as in the explorables: a figure has 100 pixels to the inch.
"""

import matplotlib.pyplot as plt
from matplotlib.font_manager import FontProperties, findfont, get_font

from lstm_src.palette import INK_LIGHT

DPI = 100
WIDTH = 640  # px: a column of the book
NARROW = 240  # px: below this nothing can be read
PAD = 10  # px between the edge of a card and its words

PAPER, TEXT, MUTED, LINE = "#ffffff", "#222832", "#48566b", "#d1d5da"

TICK, WORD, SYMBOL = (size * 72 / DPI for size in (12, 13, 16))  # in points
THIN, MIDDLE, THICK = (weight * 72 / DPI for weight in (1, 1.5, 3))

# Curves differ in dashes and weight first, in hue second.
CURVES = (
    {"color": INK_LIGHT["cell"], "linestyle": "-", "linewidth": THICK},
    {"color": INK_LIGHT["forget"], "linestyle": (0, (6, 3)), "linewidth": MIDDLE},
    {"color": INK_LIGHT["hidden"], "linestyle": (0, (6, 2, 1, 2)), "linewidth": MIDDLE},
    {"color": INK_LIGHT["input"], "linestyle": (0, (1, 1.5)), "linewidth": THICK},
    {"color": TEXT, "linestyle": "-", "linewidth": MIDDLE},
)

_MONO = FontProperties(family="DejaVu Sans Mono", size=TICK)  # ships with Matplotlib


def signed(value, decimals=2):
    """Write a value as the book does: a sign always, a true minus, a plain zero.

    >>> signed(0.8), signed(-0.35), signed(-0.001)
    ('+0.80', '−0.35', '0.00')
    """
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")


def quantity(value):
    """Write a positive number to two digits, whatever its size.

    >>> quantity(0.0421), quantity(1.0), quantity(3.2e-9), quantity(512.0)
    ('0.042', '1', '3.2e−09', '510')
    """
    short = f"{value:.2g}"
    if "e+" in short:
        short = f"{float(short):.0f}" if value < 1e6 else short
    return short.replace("-", "−")


def canvas(width, height):
    """Open a card on which one unit is one pixel, y pointing down as in SVG.

    Args:
        width: px.
        height: px.

    Returns:
        An Axes without axis lines.

    >>> ax = canvas(640, 100)
    >>> [float(limit) for limit in (*ax.get_xlim(), *ax.get_ylim())]
    [0.0, 640.0, 100.0, 0.0]
    >>> ax.figure.get_size_inches().tolist()
    [6.4, 1.0]
    >>> plt.close(ax.figure)
    """
    figure = plt.figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax


def chart(width, height, margins):
    """Open a card with a pair of axes, only the left and the lower one drawn.

    Args:
        width: px.
        height: px.
        margins: px left, below, right and above the data.

    Returns:
        The Axes.

    >>> ax = chart(640, 300, (60, 50, 100, 40))
    >>> sorted(side for side, spine in ax.spines.items() if spine.get_visible())
    ['bottom', 'left']
    >>> plt.close(ax.figure)
    """
    left, below, right, above = margins
    figure = plt.figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
    box = (left / width, below / height)
    box += (1 - (left + right) / width, 1 - (below + above) / height)
    ax = figure.add_axes(box, facecolor=PAPER)
    dress(ax)
    return ax


def dress(ax):
    """Give an Axes, ours or the caller's, the inks and the type of the book."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set(color=MUTED, linewidth=THIN)
    ax.tick_params(
        which="both", labelsize=TICK, color=MUTED, labelcolor=MUTED, width=THIN
    )
    ax.grid(axis="y", color=LINE, linewidth=THIN)
    ax.set_axisbelow(True)


def name_axes(ax, x, y):
    """Name the axes in words; y above its axis, where it can be read upright."""
    ax.set_xlabel(x, fontsize=WORD, color=TEXT, loc="left")
    ax.annotate(
        y, (0, 1), (0, 12 * 72 / DPI), xycoords="axes fraction",
        textcoords="offset points", fontsize=WORD, color=TEXT, va="bottom",
    )  # fmt: skip


def words(ax, x, y, text, *, color=TEXT, size=WORD, **more):
    """Put words on a canvas, their middle at height y; mathematics in italic serif."""
    more = {"va": "center", "ha": "left", "math_fontfamily": "stix"} | more
    return ax.text(x, y, text, color=color, fontsize=size, **more)


def character(ax, x, y, symbol):
    """Put one character of a text on a canvas; spaces and line ends are made visible.

    What the font cannot draw becomes an empty square.
    """
    shown = {" ": "·", "\n": "↵", "\t": "→"}.get(symbol, symbol)
    if not shown.isprintable() or ord(shown) not in _glyphs():
        shown = "□"
    # parse_math off: a dollar in a reader's text is a dollar.
    ax.text(
        x, y, shown, color=TEXT, fontproperties=_MONO, ha="center", va="baseline",
        parse_math=False,
    )  # fmt: skip


def _glyphs():
    return get_font(findfont(_MONO)).get_charmap()


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
