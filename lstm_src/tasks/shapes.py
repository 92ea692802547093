r"""Small pictures with a few glyphs on them, and captions that say what stands where.

A picture is a grid of 3 × 3 patches, 6 × 6 pixels each. A glyph of 5 × 5 pixels lies
somewhere in its patch; the caption names the things in reading order, four words each.
"""

import numpy as np

from lstm_src.tasks.batch import Batch

GRID, PATCH = 3, 6  # patches along a side, pixels along a side of a patch
ROWS, COLUMNS = ("top", "middle", "bottom"), ("left", "centre", "right")

# Told apart by lightness as well: black, blue, red and gold, from dark to light.
COLOURS = {
    "black": (0.05, 0.05, 0.05),
    "blue": (0.10, 0.30, 0.80),
    "red": (0.85, 0.25, 0.20),
    "gold": (0.95, 0.80, 0.20),
}
PAPER = 1.0

_DRAWINGS = {
    "box": "##### #...# #...# #...# #####",
    "disc": ".###. ##### ##### ##### .###.",
    "cross": "..#.. ..#.. ##### ..#.. ..#..",
    "wedge": "#.... ##... ###.. ####. #####",
}
GLYPHS = {
    name: np.array([[ink == "#" for ink in row] for row in drawing.split()])
    for name, drawing in _DRAWINGS.items()
}

END = "."
WORDS = (END, *COLOURS, *GLYPHS, *ROWS, *COLUMNS)


class Shapes:
    r"""Endless batches of pictures, cut into patches, with their captions.

    Args:
        batch_size: B, pictures in a batch.
        things: glyphs on each picture, 1 to 9.
        noise: standard deviation of what is added to every pixel (paper is 1, ink 0).
        rng: seed or Generator.

    Raises:
        ValueError: where a setting is out of range.

    >>> batch = next(Shapes(batch_size=2, things=1, rng=0))
    >>> batch.x.shape, batch.targets.shape  # patches, words
    ((9, 2, 108), (5, 2))
    >>> say(batch.targets[-1:, 0])  # a caption ends with a full stop
    '.'
    """

    def __init__(self, batch_size, *, things=2, noise=0.05, rng=None):
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give at least 1.")
        if not 1 <= things <= GRID**2:
            raise ValueError(f"things is {things}; a picture has room for 1 to 9.")
        if not noise >= 0:
            raise ValueError(f"noise is {noise}; give 0 or more.")
        self.batch_size, self.things, self.noise = batch_size, things, noise
        self._rng = np.random.default_rng(rng)

    def __iter__(self):
        return self

    def __next__(self):
        images, captions, _ = self.draw()
        return Batch(x=to_patches(images), targets=captions)

    def draw(self):
        r"""Draw a batch of pictures.

        Returns:
            images (B, 18, 18, 3) of float32; captions (4 · things + 1, B), integers
            that stand for `WORDS`; and the patch each thing stands in, (things, B),
            counted in reading order.
        """
        B, rng, side = self.batch_size, self._rng, GRID * PATCH
        places = rng.permuted(np.tile(np.arange(GRID**2), (B, 1)), axis=1)
        places = np.sort(places[:, : self.things], axis=1)  # (B, things)
        colours = rng.integers(len(COLOURS), size=places.shape)
        glyphs = rng.integers(len(GLYPHS), size=places.shape)
        shifts = rng.integers(2, size=(*places.shape, 2))

        images = np.full((B, side, side, 3), PAPER, np.float32)
        for b, n in np.ndindex(places.shape):
            row, column = PATCH * np.array(divmod(places[b, n], GRID)) + shifts[b, n]
            ink = list(GLYPHS.values())[glyphs[b, n]]  # (5, 5)
            spot = images[b, row : row + 5, column : column + 5]
            spot[ink] = list(COLOURS.values())[colours[b, n]]
        images += self.noise * rng.standard_normal(images.shape, np.float32)
        return images, _captions(places, colours, glyphs), places.T

    def get_state(self):
        """Say where the stream stands, for a checkpoint."""
        return {"rng": self._rng.bit_generator.state}

    def set_state(self, state):
        """Go back to where `get_state` was asked."""
        self._rng.bit_generator.state = state["rng"]


def to_patches(images):
    r"""Cut pictures into patches in reading order.

    Args:
        images: (B, height, width, 3), whole numbers of patches along each side.

    Returns:
        (P, B, 6 · 6 · 3): one step for each patch.

    Raises:
        ValueError: where the shape does not fit.

    >>> to_patches(np.zeros((2, 18, 18, 3))).shape
    (9, 2, 108)
    """
    images = np.asarray(images)
    shape = images.shape
    if len(shape) != 4 or shape[3] != 3 or shape[1] % PATCH or shape[2] % PATCH:
        raise ValueError(
            f"images has shape {shape}; give (B, height, width, 3) with sides "
            f"that {PATCH} divides."
        )
    B, height, width, _ = shape
    cut = images.reshape(B, height // PATCH, PATCH, width // PATCH, PATCH, 3)
    return cut.transpose(1, 3, 0, 2, 4, 5).reshape(-1, B, PATCH * PATCH * 3)


def say(caption):
    r"""Words for numbers.

    >>> say([3, 5, 9, 12, 0])
    'red box top left .'
    """
    return " ".join(WORDS[k] for k in caption)


def _captions(places, colours, glyphs):
    """Four words for each thing, then the end: (4 · things + 1, B)."""
    row, column = np.divmod(places, GRID)
    first = [
        WORDS.index(next(iter(group))) for group in (COLOURS, GLYPHS, ROWS, COLUMNS)
    ]
    parts = zip(first, (colours, glyphs, row, column), strict=True)
    words = np.stack([start + part for start, part in parts], axis=-1)
    words = words.reshape(len(places), -1).T  # (4 · things, B)
    end = np.full((1, len(places)), WORDS.index(END))
    return np.concatenate([words, end])
