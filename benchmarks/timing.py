"""Fair timing on a machine that others use too."""

import time

import numpy as np

AT_LEAST = 0.02  # seconds in a round: the clock of CPU time is coarse


def interleave(functions, rounds):
    """CPU seconds of one call, for several functions in turn.

    Each round calls every function for a while, so that whatever else the machine does
    hits all alike. CPU time of the whole process leaves out the time spent waiting.

    Args:
        functions: name -> function without arguments.
        rounds: how many.

    Returns:
        Name -> array of `rounds` times.
    """
    calls = {}
    for name, function in functions.items():
        function()
        start = time.process_time()
        function()
        once = max(time.process_time() - start, 1e-6)
        calls[name] = max(1, round(AT_LEAST / once))
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.process_time()
            for _ in range(calls[name]):
                function()
            times[name].append((time.process_time() - start) / calls[name])
    return {name: np.array(values) for name, values in times.items()}


def spread(values, digits=2, unit=""):
    """Median with least and largest, as text.

    >>> spread(np.array([1.0, 2.0, 4.0]))
    '2.00 (1.00–4.00)'
    """
    middle, low, high = np.median(values), values.min(), values.max()
    return f"{middle:.{digits}f}{unit} ({low:.{digits}f}–{high:.{digits}f})"


def exponent(sizes, seconds):
    """Slope of a straight line through log(seconds) over log(sizes).

    >>> round(float(exponent([1, 2, 4], [3, 12, 48])), 6)
    2.0
    """
    return np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
