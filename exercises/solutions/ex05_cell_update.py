"""Solution of exercise 5: the cell update."""


def cell_update(C_prev, f, i, C_tilde):
    r"""Scale what rides on the belt, then add what falls.

    $$C_t = f_t \circ C_{t-1} + i_t \circ \tilde C_t$$

    Args:
        C_prev: previous cell state, (B, H).
        f: forget gate, (B, H).
        i: input gate, (B, H).
        C_tilde: candidate, (B, H).

    Returns:
        C: the new cell state, (B, H).

    >>> cell_update(2.0, 0.5, 0.25, -1.0)
    0.75
    """
    return f * C_prev + i * C_tilde
