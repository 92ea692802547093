r"""What a reader of a text could keep track of: one number for every character.

Each number describes the text up to and including its character, as a cell's state does
after reading it. NaN stands where a property is not defined.
"""

import numpy as np


def line_position(text):
    r"""Count the characters since the last line end.

    Args:
        text: T characters.

    Returns:
        (T,), 1 at the first character of a line and 0 at a line end.

    Source: the property followed in Karpathy, Johnson and Fei-Fei, "Visualizing and
    understanding recurrent networks", 2015.

    >>> line_position("ab\nc").tolist()
    [1.0, 2.0, 0.0, 1.0]
    """
    position, found = 0, []
    for symbol in text:
        position = 0 if symbol == "\n" else position + 1
        found.append(position)
    return np.array(found, dtype=float)


def inside_quotes(text, mark='"'):
    r"""Tell what stands between quotation marks.

    Args:
        text: T characters.
        mark: the character that opens and closes.

    Returns:
        (T,), 1 from an opening mark to the last character before the closing one, else
        0. An empty line ends a quotation that was left open.

    >>> inside_quotes('a"b"c').tolist()
    [0.0, 1.0, 1.0, 0.0, 0.0]
    """
    inside, found = False, []
    for previous, symbol in zip(" " + text, text, strict=False):
        inside ^= symbol == mark
        inside &= not previous == symbol == "\n"
        found.append(inside)
    return np.array(found, dtype=float)


def inside_brackets(text, opening="([{", closing=")]}"):
    r"""Tell what stands in brackets, however deep.

    Args:
        text: T characters.
        opening: characters that open.
        closing: characters that close.

    Returns:
        (T,), 1 from an opening bracket to the last character before the one that closes
        it, else 0. An empty line closes what was left open.

    >>> inside_brackets("a(b[c])d").tolist()
    [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    """
    depth, found = 0, []
    for previous, symbol in zip(" " + text, text, strict=False):
        depth += (symbol in opening) - (symbol in closing)
        depth = 0 if previous == symbol == "\n" else max(depth, 0)
        found.append(depth > 0)
    return np.array(found, dtype=float)


def labelled(pieces):
    r"""Join pieces of text of which something is known, such as a subject's number.

    Args:
        pieces: pairs (text, label); a label is a number, or None where nothing is
            asked.

    Returns:
        The text, and the label of each character (T,), NaN for None.

    Raises:
        ValueError: where there is no text at all.

    >>> text, plural = labelled([("the ", None), ("owls", 1), (" sing", 1)])
    >>> text, plural[3:5].tolist()
    ('the owls sing', [nan, 1.0])
    """
    pieces = list(pieces)
    text = "".join(piece for piece, _ in pieces)
    if not text:
        raise ValueError("there is no text in the pieces; give at least one character.")
    labels = [np.nan if label is None else float(label) for _, label in pieces]
    return text, np.repeat(labels, [len(piece) for piece, _ in pieces])
