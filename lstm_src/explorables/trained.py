"""Trained weights of an explorable: kept in one file, sent as one row of numbers.

They are stored and sent in half precision, and what is published about a network was
measured with them so.
"""

from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "weights"


def keep(slug, models, **more):
    r"""Write the weights of models into the file of an explorable.

    Args:
        slug: the explorable's, such as `gap-dial`.
        models: name -> anything with `params`.
        more: further arrays to stand in the file, such as what was measured.

    Returns:
        The path of the file.
    """
    FOLDER.mkdir(exist_ok=True)
    weights = {
        f"{name}/{key}": values.astype(np.float16)
        for name, model in models.items()
        for key, values in model.params.items()
    }
    path = _path(slug)
    np.savez_compressed(path, **weights, **more)
    return path


@cache
def kept(slug):
    r"""Read what `keep` wrote: name -> array, weights as `MODEL/PARAMETER`.

    >>> kept("gap-dial")["LSTM/b_f"].dtype.name
    'float16'
    """
    with np.load(_path(slug), allow_pickle=False) as file:
        return dict(file)


def restore(slug, name, model):
    r"""Copy kept weights into a model.

    Args:
        slug: the explorable's.
        name: the model's, inside the file.
        model: with `params` of the right names and shapes.

    Returns:
        The model.
    """
    for key, values in model.params.items():
        values[...] = kept(slug)[f"{name}/{key}"]
    return model


def to_halves(model):
    r"""Round a model's weights to half precision, as they will be kept.

    Returns:
        The model.
    """
    for values in model.params.values():
        values[...] = values.astype(np.float16)
    return model


def middle(found):
    r"""Choose, of each kind, the network that is neither among the best nor the worst.

    Args:
        found: accuracies, (kinds, sizes, seeds).

    Returns:
        (kinds,) integers: each kind's seed in the middle, by the mean over all sizes.

    >>> middle(np.array([[[0.9, 0.2, 0.5]]])).tolist()
    [2]
    """
    order = found.mean(axis=1).argsort(axis=-1, kind="stable")
    return order[:, found.shape[-1] // 2]


def spread_of(found):
    r"""Say of each kind and size what its seeds reach.

    Args:
        found: accuracies, (kinds, sizes, seeds).

    Returns:
        Nested lists (kinds, sizes, 3): mean, lowest and highest.

    >>> spread_of(np.array([[[0.75, 0.25]]]))
    [[[0.5, 0.25, 0.75]]]
    """
    seen = found.mean(axis=-1), found.min(axis=-1), found.max(axis=-1)
    return np.stack(seen, axis=-1).tolist()


def row_of(slug):
    r"""Lay all kept weights of an explorable out in one row, for the page.

    Returns:
        The row as bytes, two a number, and its layout: pairs of a name, such as
        `LSTM/W_f`, and how many numbers it has.

    >>> row, layout = row_of("gap-dial")
    >>> len(row) == 2 * sum(count for _, count in layout)
    True
    """
    weights = {name: w for name, w in kept(slug).items() if w.dtype == np.float16}
    row = b"".join(values.tobytes() for values in weights.values())
    return row, [[name, values.size] for name, values in weights.items()]


def _path(slug):
    return FOLDER / f"{slug.replace('-', '_')}.npz"
