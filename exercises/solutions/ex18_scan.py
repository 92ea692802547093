"""Solution of exercise 18: a linear recurrence in few rounds."""


def scan(a, b):
    r"""Find every state of a linear recurrence by doubling.

    Args:
        a: what each step lets through, (T, H).
        b: what each step adds, (T, H).

    Returns:
        h: the state after every step, (T, H).

    >>> import numpy as np
    >>> scan(np.array([[0.5], [0.5]]), np.array([[1.0], [1.0]])).tolist()
    [[1.0], [1.5]]
    """
    a, b = a.copy(), b.copy()
    reach = 1  # how many steps each pair (a, b) stands for
    while reach < len(a):
        b[reach:] = a[reach:] * b[:-reach] + b[reach:]
        a[reach:] = a[reach:] * a[:-reach]
        reach = 2 * reach
    return b
