r"""How large may an LSTM and a GRU be on one budget?

Chapter: five long exercises.
Out of scope: readouts, embeddings, several layers, and time per step.
"""


def fair_sizes(input_size, budget):
    r"""Find the largest LSTM and the largest GRU that a budget of parameters pays for.

    Every block, gate or candidate, has one matrix (H, H+D) and one bias (H,). An LSTM
    has four blocks and a GRU three.

    Args:
        input_size: D, a whole number.
        budget: the most parameters that either may have, a whole number; it pays for
            one unit at least.

    Returns:
        lstm_hidden: the largest H of an LSTM, a whole number.
        gru_hidden: the largest H of a GRU, a whole number.

    Example: D = 1 and a budget of 12 give (1, 1): one unit costs 12 and 9.
    """
    raise NotImplementedError
