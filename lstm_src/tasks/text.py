"""Text as a stream of symbols: vocabulary, held-out part, batches in reading order."""

import numpy as np

from lstm_src.tasks.batch import Batch


class Vocabulary:
    r"""The symbols of a text, and a number for each.

    Args:
        text: any text; each character in it becomes a symbol.

    Raises:
        ValueError: where there are fewer than two symbols: nothing to choose between.

    >>> v = Vocabulary("banana")
    >>> v.symbols, v.encode("nab").tolist(), v.decode([1, 0])
    ('abn', [2, 0, 1], 'ba')
    """

    def __init__(self, text):
        self._points = np.unique(_code_points(text))
        self.symbols = "".join(map(chr, self._points))
        if len(self) < 2:
            raise ValueError(
                f"the text knows {len(self)} symbol{'s' * (len(self) != 1)} "
                f"({self.symbols!r}); a model of text needs at least two to choose "
                "between."
            )

    def __len__(self):
        return len(self._points)

    def encode(self, text):
        r"""Turn text into numbers.

        Args:
            text: made of symbols of this vocabulary.

        Returns:
            Integers in [0, V), one for each character.

        Raises:
            ValueError: naming the symbols that are unknown.
        """
        points = _code_points(text)
        found = np.searchsorted(self._points, points)
        found[found == len(self)] = 0
        wrong = self._points[found] != points
        if wrong.any():
            unknown = sorted(set(map(chr, points[wrong])))
            shown = ", ".join(map(repr, unknown[:5])) + ", ..." * (len(unknown) > 5)
            raise ValueError(
                f"{shown} {'is' if len(unknown) == 1 else 'are'} not among the "
                f"{len(self)} symbols of this vocabulary; it knows: {self.symbols!r}."
            )
        return found

    def decode(self, ids):
        r"""Turn numbers back into text.

        Args:
            ids: integers in [0, V).

        Returns:
            The text.
        """
        return "".join(self.symbols[k] for k in ids)


def split(ids, held_out=0.1):
    r"""Keep the last part of a text from training.

    Args:
        ids: the whole text, (N,).
        held_out: which fraction of it, in (0, 1).

    Returns:
        The part to train on, and the part held out.

    Raises:
        ValueError: where the fraction is outside, or a part has less than two symbols.

    >>> train, held_out = split(np.arange(10), 0.2)
    >>> held_out.tolist()
    [8, 9]
    """
    if not 0 < held_out < 1:
        raise ValueError(
            f"the held-out part is {held_out}; give a fraction between 0 and 1, "
            "such as 0.1."
        )
    cut = len(ids) - round(held_out * len(ids))
    if cut < 2 or len(ids) - cut < 2:
        raise ValueError(
            f"a text of {len(ids)} characters leaves {cut} to train on and "
            f"{len(ids) - cut} held out; each part needs at least 2: give more text."
        )
    return ids[:cut], ids[cut:]


def rows(ids, batch_size):
    r"""Lay one text out as rows that are read side by side, without losing a symbol.

    Each row is a contiguous piece, one symbol longer than what is read of it, since the
    last symbol read has a target too. Where the text does not divide evenly, some rows
    begin with the symbol that the row before ends with.

    Args:
        ids: the text, (N,).
        batch_size: B, at most N - 1.

    Returns:
        The rows as columns, (L + 1, B), and the rows that begin with a symbol already
        read in the row before, (B,) of bool.

    Raises:
        ValueError: where there are more rows than symbols to predict.

    >>> rows(np.arange(7), 2)[0].T.tolist()
    [[0, 1, 2, 3], [3, 4, 5, 6]]
    """
    pairs = len(ids) - 1
    if not 1 <= batch_size <= pairs:
        raise ValueError(
            f"{len(ids)} symbols cannot be laid out in {batch_size} rows; "
            f"give between 1 and {pairs} rows."
        )
    length = -(-pairs // batch_size)
    starts = np.arange(batch_size) * (pairs - length) // max(batch_size - 1, 1)
    again = np.diff(starts, prepend=-length) < length  # (B,)
    return ids[starts + np.arange(length + 1)[:, None]], again  # (L + 1, B)


class TextStream:
    r"""Batches of a text in reading order, round after round.

    Each batch goes on where the last one ended, so that the state can be carried
    along; `fresh` marks where a new round begins. No target is ever taken from
    another place of the text: it is the symbol that comes next.

    Args:
        ids: the text, (N,).
        seq_length: T, symbols a batch reads; the last batch of a round may be shorter.
        batch_size: B, rows read side by side.

    Raises:
        ValueError: where a row would be shorter than one sequence.

    >>> stream = TextStream(np.arange(9), seq_length=4, batch_size=2)
    >>> batch = next(stream)
    >>> batch.x.T.tolist(), batch.targets.T.tolist()
    ([[0, 1, 2, 3], [4, 5, 6, 7]], [[1, 2, 3, 4], [5, 6, 7, 8]])
    """

    def __init__(self, ids, seq_length, batch_size):
        for name, number in (("seq_length", seq_length), ("batch_size", batch_size)):
            if number < 1:
                raise ValueError(f"{name} is {number}; give at least 1.")
        if most_rows(len(ids), seq_length) < batch_size:
            raise ValueError(
                f"{len(ids)} characters are too few for {batch_size} rows of "
                f"{seq_length}; that takes {batch_size * seq_length + 1}: give more "
                "text, shorter sequences, or fewer rows."
            )
        self._columns, _ = rows(np.asarray(ids), batch_size)
        self.seq_length = seq_length
        self.position = 0  # where the next batch begins, in symbols of a row
        self.round_length = -(-(len(self._columns) - 1) // seq_length)  # in batches

    def __iter__(self):
        return self

    def __next__(self):
        begin, last = self.position, len(self._columns) - 1
        end = min(begin + self.seq_length, last)
        self.position = 0 if end == last else end
        return Batch(
            x=self._columns[begin:end],
            targets=self._columns[begin + 1 : end + 1],
            fresh=begin == 0,
        )

    def get_state(self):
        """Say where the stream stands, for a checkpoint."""
        return {"position": self.position}

    def set_state(self, state):
        """Go back to where `get_state` was asked."""
        self.position = int(state["position"])


def most_rows(length, seq_length):
    """Count the rows of at least `seq_length` symbols that a text can be laid out in.

    Args:
        length: N, symbols of the text.
        seq_length: T, symbols that a row has to offer, beside its last target.

    Returns:
        How many rows; 0 where the text is shorter than one sequence.

    >>> most_rows(101, 50), most_rows(50, 50)
    (2, 0)
    """
    return max(length - 1, 0) // seq_length


def _code_points(text):
    # One 32-bit number for each character; lone surrogates are let through.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
