r"""One matrix product, taken again and again with different rows."""

from functools import partial

import numpy as np

from lstm_src.layers.memory import aligned

# OpenBLAS copies both matrices into panels before it multiplies them, unless the
# product takes at most a million multiplications. With a few dozen rows the copying
# costs more than it saves, so the weights are cut into blocks below that limit.
COPY_FREE = 100**3
NARROWEST = 16


class StepProduct:
    r"""`rows @ W` for one W and many batches of rows, the answer cut by gates.

    W (inner, parts·width) is laid out once; then each product gives (parts, rows,
    width): every gate's block is contiguous.

    Args:
        rows: B, rows in a batch.
        inner: length of a row.
        parts: number of gates.
        width: numbers in a gate, H.
        dtype: of everything.
        borrow: whether one row may multiply W where it lies, without a copy. Then
            `bind` holds only for the W that was loaded last.

    >>> product = StepProduct(rows=1, inner=2, parts=2, width=1, dtype=np.float64)
    >>> product.load(np.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> out = np.empty((2, 1, 1))
    >>> _ = product.bind(np.array([[1.0, 1.0]]), out)()
    >>> out.tolist()
    [[[4.0]], [[6.0]]]
    """

    def __init__(self, rows, inner, parts, width, dtype, borrow=False):
        if rows == 1:  # one row of all gates is already cut by gates
            parts, width = 1, parts * width
        block = width
        if rows > 1:
            while rows * inner * block > COPY_FREE and block % 2 == 0:
                block //= 2
            block = width if block < NARROWEST else block
        self._parts, self._count, self._block = parts, width // block, block
        self._borrows = borrow and rows == 1
        if not self._borrows:
            self._weights = aligned((parts, self._count, inner, block), dtype)

    def load(self, W, scale=None):
        """Take W (inner, parts·width) in; `scale` (parts·width,) multiplies columns."""
        if self._borrows:
            self._weights = W[None, None]
            return
        parts, count, inner, block = self._weights.shape
        shaped = W.reshape(inner, parts, count, block).transpose(1, 2, 0, 3)
        if scale is not None:
            scale = scale.reshape(parts, count, 1, block)
            np.multiply(shaped, scale, out=self._weights)
            return
        # A transposed W is copied three times faster a few columns at a time.
        for start in range(0, block, NARROWEST):
            columns = slice(start, start + NARROWEST)
            self._weights[..., columns] = shaped[..., columns]

    def bind(self, rows, out):
        """A function without arguments that writes `rows @ W` to `out`.

        `rows` is (n, inner) and `out` (parts, n, width), or (n, width) for one part;
        both are looked at anew in each call.
        """
        n = len(rows)
        if self._parts == self._count == 1:
            # ndarray.dot takes half the time of np.matmul to get going.
            return partial(rows.dot, self._weights[0, 0], out.reshape(n, self._block))
        shape = (self._parts, n, self._count, self._block)
        blocked = out.reshape(shape).transpose(0, 2, 1, 3)
        return partial(np.matmul, rows, self._weights, blocked)
