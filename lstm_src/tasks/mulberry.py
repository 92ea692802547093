r"""Random numbers that Python and the page draw alike.

NumPy's generators are good and long. This one is short, so that it can stand a second
time in JavaScript (`explorables/train.js`) and give the same numbers there, bit for
bit: the page then trains on the same batches, from the same first weights.
"""

import numpy as np

ODD = 0x6D2B79F5


class Mulberry32:
    r"""The generator mulberry32: a counter of 32 bits that is stirred well.

    The counter goes up by a fixed odd number at each draw, so that many draws can be
    made at once. It is fit for toy data, for no secret and no large simulation.

    Attributes:
        state: where the counter stands, 0 to $2^{32} - 1$.

    Source: Tommy Ettinger, mulberry32, 2017, in the public domain.
    """

    def __init__(self, seed):
        whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
        if not (whole and 0 <= seed < 2**32):
            raise ValueError(
                f"the seed is {seed!r}; give a whole number from 0 to 4294967295."
            )
        self.seed = self.state = int(seed)

    def draw(self, count):
        """Draw `count` whole numbers of 32 bits: an array of np.uint32."""
        a = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(ODD)
        a += np.uint32(self.state)
        self.state = (self.state + count * ODD) % 2**32
        t = (a ^ (a >> 15)) * (a | 1)
        t ^= t + (t ^ (t >> 7)) * (t | 61)
        return t ^ (t >> 14)


class Mulberry(np.random.Generator):
    r"""A `numpy.random.Generator` of three methods, whose numbers JavaScript repeats.

    It can be handed to whatever takes `rng`: a layer, a task.

    Args:
        seed: whole number, 0 to $2^{32} - 1$.

    Raises:
        ValueError: where the seed is something else.

    >>> Mulberry(1).random()
    0.6270739405881613
    >>> Mulberry(1).integers(10, 20, size=3).tolist()
    [16, 10, 15]
    """

    def __init__(self, seed):
        self._source = Mulberry32(seed)
        super().__init__(np.random.PCG64(0))  # which draws nothing: see below

    @property
    def bit_generator(self):
        """The source; its `state` can be read and set."""
        return self._source

    def random(self, size=None, dtype=np.float64):
        """Draw fractions in [0, 1), of 32 bits (24 for np.float32)."""
        drawn = self._source.draw(1 if size is None else int(np.prod(size)))
        bits = 24 if dtype == np.float32 else 32
        fractions = ((drawn >> (32 - bits)) / 2**bits).astype(dtype)
        return fractions.item() if size is None else fractions.reshape(size)

    def integers(self, low, high=None, size=None, endpoint=False):
        """Draw whole numbers from `low`, below `high` (or up to it: `endpoint`)."""
        low, high = (0, low) if high is None else (low, high)
        among = high - low + endpoint
        drawn = np.floor(self.random(size) * among).astype(np.intp) + low
        return drawn.item() if size is None else drawn

    def uniform(self, low=0.0, high=1.0, size=None):
        """Draw numbers from `low` up to `high`."""
        return low + (high - low) * self.random(size)

    def child(self, number):
        r"""Begin another stream of random numbers: one for each purpose.

        Its seed is what a fresh generator draws at its `number`-th draw, counted from
        0, wherever this one stands.
        """
        return Mulberry(int(Mulberry32(self._source.seed).draw(number + 1)[-1]))


def _refusing(name):
    def refuse(self, *args, **options):
        raise ValueError(
            f"Mulberry has no {name}(); it draws random(), integers() and uniform()."
        )

    return refuse


for _name in dir(np.random.Generator):
    if not _name.startswith("_") and _name not in vars(Mulberry):
        setattr(Mulberry, _name, _refusing(_name))
