r"""Schedules: how the learning rate changes while training.

A schedule is a function from the number of steps taken, 0 at first, to the factor by
which the learning rate is multiplied. Any such function will do; these are common ones.
"""

import math


def halving(every, factor=0.5):
    r"""Multiply the rate by `factor` after every so many steps.

    $$s(n) = \gamma^{\lfloor n / N \rfloor}$$

    Args:
        every: N, steps, at least 1.
        factor: $\gamma$ in (0, 1].

    Returns:
        A schedule.

    Raises:
        ValueError: where a setting is out of range.

    >>> [halving(2)(n) for n in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    _check("every", every, every >= 1, "at least 1")
    _check("factor", factor, 0 < factor <= 1, "in (0, 1]")
    return lambda n: float(factor ** (n // every))


def exponential(half_life):
    r"""Let the rate fall smoothly, to a half after every half-life.

    $$s(n) = 2^{-n / N}$$

    Args:
        half_life: N, steps, above 0.

    Returns:
        A schedule.

    Raises:
        ValueError: where the half-life is not above 0.

    >>> exponential(10)(20)
    0.25
    """
    _check("half_life", half_life, half_life > 0, "above 0")
    return lambda n: 2.0 ** (-n / half_life)


def cosine(steps, floor=0.0):
    r"""Let the rate fall along half a wave, from 1 to `floor`.

    $$s(n) = a + (1 - a) \tfrac12 \left(1 + \cos \frac{\pi n}{N}\right)$$

    Args:
        steps: N, after which the rate stays at the floor; at least 1.
        floor: $a$ in [0, 1].

    Returns:
        A schedule.

    Raises:
        ValueError: where a setting is out of range.

    Source: Loshchilov & Hutter, 2017, without restarts.

    >>> [round(cosine(4)(n), 6) for n in (0, 2, 4, 9)]
    [1.0, 0.5, 0.0, 0.0]
    """
    _check("steps", steps, steps >= 1, "at least 1")
    _check("floor", floor, 0 <= floor <= 1, "in [0, 1]")

    def factor(n):
        wave = (1 + math.cos(math.pi * min(n / steps, 1))) / 2
        return floor + (1 - floor) * wave

    return factor


def warm_up(steps, then=None):
    r"""Let the rate rise in equal parts to its full size, then follow a schedule.

    Args:
        steps: N; step n < N is taken at $(n + 1) / N$. At least 1.
        then: the schedule that begins after them; None stays at 1.

    Returns:
        A schedule.

    Raises:
        ValueError: where `steps` is less than 1.

    >>> [warm_up(2, then=halving(1))(n) for n in range(5)]
    [0.5, 1.0, 1.0, 0.5, 0.25]
    """
    _check("steps", steps, steps >= 1, "at least 1")

    def factor(n):
        if n < steps:
            return (n + 1) / steps
        return 1.0 if then is None else then(n - steps)

    return factor


def _check(name, value, right, wanted):
    if not right:
        raise ValueError(f"{name} is {value}; it must be {wanted}.")
