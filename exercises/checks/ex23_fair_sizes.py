"""Check of exercise 23: how large may an LSTM and a GRU be on one budget?"""

from exercises.spec import Case, Mistake

function = "fair_sizes"
returns = {"lstm_hidden": "", "gru_hidden": ""}


def cases():
    """Budgets that are just enough, just not enough, and neither."""
    for input_size, budget, label in (
        (2, 4 * 8 * 11, "just enough for 8 units of an LSTM"),
        (2, 4 * 8 * 11 - 1, "one parameter less"),
        (5, 3 * 10 * 16, "just enough for 10 units of a GRU"),
        (1, 1000, "a thousand, and one input"),
        (40, 5000, "more inputs than units"),
        (60, 1800, "many inputs, and nearly one unit more"),
        (65, 99_328, "characters in, 128 units of an LSTM"),
    ):
        yield Case(label, input_size=input_size, budget=budget)


COST = "return H * (H + input_size) + H"
LSTM = "while 4 * cost(lstm_hidden + 1) <= budget:"
GRU = "while 3 * cost(gru_hidden + 1) <= budget:"
RETURN = "return lstm_hidden, gru_hidden"

mistakes = [
    Mistake(
        "each block has two biases",
        "PyTorch keeps two, which are only ever added; here one stands for both.",
        "what is counted beside the matrix.",
        ((COST, "return H * (H + input_size) + 2 * H"),),
    ),
    Mistake(
        "the biases are not counted",
        "A matrix alone has H (H + D) numbers, and each block has a bias besides.",
        "what is counted beside the matrix.",
        ((COST, "return H * (H + input_size)"),),
    ),
    Mistake(
        "4 and 3 are swapped",
        "The GRU has one block fewer, so the same budget makes it larger.",
        "the number of blocks of each.",
        (
            (LSTM, LSTM.replace("4", "3")),
            (GRU, GRU.replace("3", "4")),
        ),
    ),
    Mistake(
        "the sizes are rounded up",
        "The smallest that costs more than the budget is one too large.",
        "the last size before the budget is passed.",
        ((RETURN, "return lstm_hidden + 1, gru_hidden + 1"),),
    ),
    Mistake(
        "the inputs are forgotten",
        "Each row of a matrix meets [h, x]: H numbers and D numbers.",
        "the width of the matrix.",
        ((COST, "return H * H + H"),),
    ),
    Mistake(
        "the budget itself may not be reached",
        "Not more than the budget: all of it may be spent.",
        "`<` where `<=` is meant.",
        (
            (LSTM, LSTM.replace("<=", "<")),
            (GRU, GRU.replace("<=", "<")),
        ),
    ),
    Mistake(
        "both have four blocks",
        "The GRU has two gates and a candidate, and no output gate.",
        "the number of blocks of the GRU.",
        ((GRU, GRU.replace("3", "4")),),
    ),
    Mistake(
        "the candidate is not counted",
        "It is no gate, and it has weights and a bias like one.",
        "the number of blocks: gates and candidate.",
        (
            (LSTM, LSTM.replace("4", "3")),
            (GRU, GRU.replace("3", "2")),
        ),
    ),
    Mistake(
        "the sizes are rounded to the nearest",
        "Half a unit too many is over the budget all the same.",
        "`round`: the largest that still fits is the floor.",
        (
            (
                RETURN,
                "b = input_size + 1\n"
                "    return tuple(\n"
                "        round(((b * b + 4 * budget / n) ** 0.5 - b) / 2)"
                " for n in (4, 3)\n    )",
            ),
        ),
    ),
]
