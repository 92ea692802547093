r"""The look of the book in Matplotlib: a light card, fixed type, direct labels.

A figure cannot know whether its page is light or dark. On transparent paper no ink
reads on both: white and the dark page differ by about 18 : 1 in contrast, so a grey in
between has at most $\sqrt{18} \approx 4.2$ : 1 against each, and text needs 4.5 : 1.
Hence an explicit white card with the inks for light pages; in a chapter give its image
the class `dark-light`, so that the theme does not dim it.

Lengths are CSS pixels, as in the explorables: a figure has 100 pixels to the inch.
"""

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


def new_figure(width, height, figure=None):
    """Make a card of a given size, or make a card of the caller's figure.

    Args:
        width: px.
        height: px.
        figure: a Matplotlib Figure, or None for one that pyplot shows.

    Returns:
        The figure.

    >>> from matplotlib.figure import Figure
    >>> new_figure(640, 100, Figure()).get_size_inches().tolist()
    [6.4, 1.0]
    """
    if figure is None:
        import matplotlib.pyplot as plt

        figure = plt.figure()
    figure.set(dpi=DPI, facecolor=PAPER)
    figure.set_size_inches(width / DPI, height / DPI)
    return figure


def canvas(width, height, figure=None):
    """Open a card on which one unit is one pixel, y pointing down as in SVG.

    Args:
        width: px.
        height: px.
        figure: as for `new_figure`.

    Returns:
        An Axes without axis lines.

    >>> from matplotlib.figure import Figure
    >>> ax = canvas(640, 100, Figure())
    >>> [float(limit) for limit in (*ax.get_xlim(), *ax.get_ylim())]
    [0.0, 640.0, 100.0, 0.0]
    """
    ax = new_figure(width, height, figure).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax


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
    ax.text(x, y, shown, color=TEXT, fontproperties=_MONO, ha="center", va="baseline")


def _glyphs():
    return get_font(findfont(_MONO)).get_charmap()
