r"""Quick looks at experiments that write weights beside their tables.

Each trains one network of one seed again, and holds what it reaches against the spread
that stands in the committed table.
"""

from lstm_src.experiments import attention_lens, forget_bias, gap_dial, xray_weights
from lstm_src.experiments.receipts import load
from lstm_src.tasks.tales import tales


def forget_bias_of_tales():
    """Bits per character with bias 0 and with bias 1, seed 0."""
    text = tales()
    return {
        f"tales/bias-{bias}/bpc": forget_bias.held_out_bits(
            text, bias, 0, **forget_bias.SETTINGS
        )
        for bias in forget_bias.BIASES
    }


def recall_of_an_lstm():
    """Accuracy of the LSTM whose gradient the page shows, seed 0."""
    bias = xray_weights.TRAINED_FROM
    name = f"lstm-bias-{bias:g}"
    _, model = xray_weights.train(xray_weights.NETWORKS[name], 0)
    return {f"{name}/accuracy": xray_weights.accuracy(model)}


def gaps_of_an_lstm():
    """Accuracy of the LSTM at every gap of the table, seed 0."""
    model = gap_dial.train("LSTM", 0)
    return {f"LSTM/gap-{g}": gap_dial.accuracy(model, g) for g in gap_dial.TABLED}


def copies_with_attention():
    """Accuracy with attention at every length of the table, seed 0."""
    model = attention_lens.train("copy", "with", 0)
    return {
        f"copy/with/length-{n}": attention_lens.accuracy(model, "copy", n)
        for n in attention_lens.TABLED
    }


PROBES = {
    "forget-bias": forget_bias_of_tales,
    "gradient-xray": recall_of_an_lstm,
    "gap-dial": gaps_of_an_lstm,
    "attention-lens": copies_with_attention,
}


def compare(name, numbers, folder=None):
    """Hold numbers against the spreads of a committed table.

    Args:
        name: of the table.
        numbers: dict from key to number.
        folder: where the tables lie; the package's own results by default.

    Returns:
        How many numbers were compared, and a line for each outside its spread.

    >>> compare("gradient-xray", {"rnn/accuracy": 7.0})[1][0][:30]
    'gradient-xray/rnn/accuracy, se'
    """
    table, moved = load(name, folder), []
    for key, number in numbers.items():
        spread = table[key].spread.split()  # such as: 0.996 to 1.000 over 5 seeds
        low, high = float(spread[0]), float(spread[2])
        digits = len(spread[0].partition(".")[2])
        if not low <= round(number, digits) <= high:
            moved.append(
                f"{name}/{key}, seed 0: {number:g}; committed: {low} to {high}"
            )
    return len(numbers), moved
