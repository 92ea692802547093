r"""What a cell did while it read a text: gates as tints and lines, C on its belt."""

import numpy as np

from lstm_src.plots import blocks
from lstm_src.plots.style import NARROW, WIDTH, canvas, character, signed

# Gates in the order of the step; the GRU's have no colours of their own.
_GATES = {
    "f": ("forget", "forget"),
    "i": ("input", "input"),
    "o": ("output", "output"),
    "z": ("update", "input"),
    "r": ("reset", "output"),
}
_STATES = {"C": "Cell", "h": "Hidden"}
_SIDE, _EDGE = 112, 36  # px left for names, right for scales
_COLUMN = (9, 22)  # px, the narrowest and the widest column of a character


def gate_heatmap(trace, text, *, unit=None, width=WIDTH, figure=None):
    r"""Draw every gate of a trace, and the state, over the text that was read.

    Without `unit`, each gate has a strip with the mean of its units (the line reads
    from 0 to 1, the tint says the same) and a map with one row for each unit; the
    state has a map, purple where it is positive and grey where it is negative. With
    `unit`, each gate has that unit's strip, and C rides below it on its belt. Long
    texts continue on further lines.

    Args:
        trace: what `layer.trace(x)` returns; arrays (T, H), or (T, 1, H).
        text: T characters.
        unit: number of one unit, or None for all.
        width: of the figure, px.
        figure: a Matplotlib Figure to draw in, or None for one that pyplot shows.

    Returns:
        The Axes, one unit a pixel, and the alternative text.

    Raises:
        ValueError: where text and trace differ in length, nothing in the trace can be
            drawn, a gate is no fraction, or there is no such unit.

    Source: gates as fractions, unit by unit, after Karpathy, Johnson and Fei-Fei,
    "Visualizing and understanding recurrent networks", 2015.

    >>> ax, alt = gate_heatmap({"f": np.array([[0.5], [1.0]])}, "ab")
    >>> print(alt)  # doctest: +NORMALIZE_WHITESPACE
    Gates over 2 characters of text, "ab".
    Forget gate f, mean of 1 unit: 0.75 on average,
    lowest 0.50 at character 1, "a", highest 1.00 at character 2, "b".
    """
    text = _check_text(text, width)
    gates = {k: _rows(trace[k], text, k) for k in _GATES if k in trace}
    state = next((k for k in ("C", "h") if k in trace), None)
    if not gates and state is None:
        raise ValueError(
            f"the trace holds {', '.join(trace) or 'nothing'}; a gate heatmap needs at "
            f"least one of {', '.join(_GATES)}, C, h."
        )
    said, rows = [], []
    for letter, values in gates.items():
        name, role = _GATES[letter]
        if values.min() < 0 or values.max() > 1:
            raise ValueError(
                f"{letter} runs from {values.min():.3g} to {values.max():.3g}; a gate "
                "lies between 0 and 1."
            )
        H = values.shape[1]
        one = values.mean(axis=1) if unit is None else values[:, _check_unit(unit, H)]
        note = "mean" if unit is None else f"unit {unit}"
        rows.append(blocks.Strip(one, role, name, letter, note))
        if unit is None:
            rows.append(blocks.Map(values, role))
        whose = _count(H, "unit") if unit is None else ""
        whose = f", mean of {whose}" if whose else f", unit {unit}"
        said.append(f"{name.capitalize()} gate {letter}{whose}: {_describe(one, text)}")
    if state is not None:
        values, name = _rows(trace[state], text, state), _STATES[state]
        if unit is None:
            rows.append(blocks.StateMap(values, state))
            said.append(f"{name} state {state}: {_extremes(values, text)}")
        else:
            values = values[:, _check_unit(unit, values.shape[1])]
            rows.append(blocks.Belt(values, "state", letter=state))
            said.append(
                f"{name} state {state}, unit {unit}: {_describe(values, text, signed)}"
            )
    ax = _draw(rows, text, width, figure)
    return ax, f"Gates over {_quote(text)}. " + ". ".join(said) + "."


def cell_evolution(C, text, *, letter="C", units=None, width=WIDTH, figure=None):
    r"""Draw the cell state of a few units on their belts, character by character.

    A parcel above the belt is positive, below it negative; all belts have one scale,
    and parcels have a seam at every half while these can be told apart.

    Args:
        C: cell states, (T, H) or (T, 1, H).
        text: the T characters that were read.
        letter: "C"; or "h", for hidden states, which stand on a shelf.
        units: numbers of the units to show; None shows the four whose C moves furthest
            (the largest less the smallest value).
        width: of the figure, px.
        figure: a Matplotlib Figure to draw in, or None for one that pyplot shows.

    Returns:
        The Axes, one unit a pixel, and the alternative text.

    Raises:
        ValueError: where text and C differ in length, there is no such unit,
            or `letter` is another.

    >>> ax, alt = cell_evolution(np.array([[0.5], [-1.0]]), "ab")
    >>> print(alt)  # doctest: +NORMALIZE_WHITESPACE
    Cell state over 2 characters of text, "ab".
    Unit 0: −0.25 on average,
    lowest −1.00 at character 2, "b", highest +0.50 at character 1, "a".
    """
    text = _check_text(text, width)
    if letter not in _STATES:
        raise ValueError(f"letter is {letter!r}; a state is 'C' or 'h'.")
    C = _rows(C, text, letter)
    H = C.shape[1]
    if units is None:
        # argsort of the negative range: the furthest first, ties by number.
        units = sorted(np.argsort(-np.ptp(C, axis=0), kind="stable")[:4].tolist())
    units = [_check_unit(unit, H) for unit in units]
    if not units:
        raise ValueError("units is empty; name at least one unit, or leave it out.")
    largest = np.abs(C[:, units]).max()
    rows = [blocks.Belt(C[:, k], f"unit {k}", largest, letter) for k in units]
    said = [f"Unit {unit}: {_describe(C[:, unit], text, signed)}" for unit in units]
    ax = _draw(rows, text, width, figure)
    return ax, f"{_STATES[letter]} state over {_quote(text)}. " + ". ".join(said) + "."


def _draw(rows, text, width, figure):
    """Stack the rows under their characters, over as many lines as the text needs."""
    T, room = len(text), width - _SIDE - _EDGE
    lines = -(-T * _COLUMN[0] // room)
    per_line = -(-T // lines)
    column = min(room / per_line, _COLUMN[1])
    tall = 32 + sum(row.height + row.gap for row in rows)
    ax = canvas(width, lines * tall, figure)
    for line in range(lines):
        part = slice(line * per_line, (line + 1) * per_line)
        y = line * tall
        edges = _SIDE + column * np.arange(len(text[part]) + 1)
        for x, symbol in zip(edges, text[part], strict=False):
            character(ax, x + column / 2, y + 20, symbol)
        y += 28
        for row in rows:
            row.draw(ax, part, edges, y)
            y += row.height + row.gap
    return ax


def _check_text(text, width):
    if not isinstance(text, str) or not text:
        raise ValueError(f"text is {text!r}; give at least one character.")
    if not width >= NARROW:
        raise ValueError(f"width is {width}; give at least {NARROW} pixels.")
    return text


def _check_unit(unit, H):
    if unit not in range(H):
        raise ValueError(f"there is no unit {unit}; units run from 0 to {H - 1}.")
    return int(unit)


def _rows(values, text, name):
    """One row of a batch as (T, H)."""
    values = np.asarray(values, dtype=float)
    if values.ndim == 3 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 2 or len(values) != len(text) or not values.shape[1]:
        raise ValueError(
            f"{name} has shape {values.shape}; for a text of {len(text)} characters "
            f"give ({len(text)}, H), one row of the batch."
        )
    if not np.isfinite(values).all():
        raise ValueError(f"{name} holds NaN or infinity; nothing can be drawn of it.")
    return values


def _describe(values, text, form="{:.2f}".format):
    low, high = int(values.argmin()), int(values.argmax())
    return (
        f"{form(values.mean())} on average, "
        f"lowest {form(values[low])} at character {low + 1}, {_name(text[low])}, "
        f"highest {form(values[high])} at character {high + 1}, {_name(text[high])}"
    )


def _extremes(values, text):
    parts = []
    for word, where in (("lowest", values.argmin()), ("highest", values.argmax())):
        t, unit = (int(k) for k in np.unravel_index(where, values.shape))
        parts.append(
            f"{word} {signed(values[t, unit])} in unit {unit} at character {t + 1}, "
            f"{_name(text[t])}"
        )
    return ", ".join(parts)


def _name(symbol):
    return {" ": "a space", "\n": "a line end"}.get(symbol, f'"{symbol}"')


def _quote(text):
    short = text if len(text) <= 60 else text[:57] + "…"
    short = short.replace("\n", "↵")
    return f'{_count(len(text), "character")} of text, "{short}"'


def _count(n, thing):
    return f"{n} {thing}{'s' * (n != 1)}"
