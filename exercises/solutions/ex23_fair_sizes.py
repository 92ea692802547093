"""Solution of exercise 23: how large may an LSTM and a GRU be on one budget?"""


def fair_sizes(input_size, budget):
    r"""Find the largest LSTM and the largest GRU that a budget of parameters pays for.

    Args:
        input_size: D, a whole number.
        budget: the most parameters that either may have, a whole number.

    Returns:
        lstm_hidden: the largest H of an LSTM, a whole number.
        gru_hidden: the largest H of a GRU, a whole number.

    >>> fair_sizes(1, 12)
    (1, 1)
    """

    def cost(H):  # of one block: a matrix (H, H+D) and a bias (H,)
        return H * (H + input_size) + H

    lstm_hidden = gru_hidden = 0
    while 4 * cost(lstm_hidden + 1) <= budget:
        lstm_hidden += 1
    while 3 * cost(gru_hidden + 1) <= budget:
        gru_hidden += 1
    return lstm_hidden, gru_hidden
