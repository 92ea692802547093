r"""Saving everything a run needs to go on, safely: one `.npz`, no pickles.

A checkpoint is a tree of dicts, lists, tuples, numbers, strings and arrays. The arrays
lie in the file one by one; the rest is a JSON text that points at them. Equal trees
make equal files, byte for byte. A file is written beside its place, brought to the
disk, and renamed: whoever pulls the plug finds the old one or the new one, never half
of one.
"""

import json
import os
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

FORMAT = "conveyor-belt checkpoint 1"


def save(path, tree):
    r"""Write a tree to one file, all or nothing.

    Args:
        path: where to; a file there is replaced.
        tree: dict of str to dicts, lists, tuples, str, int, float, bool, None, arrays.

    Raises:
        ValueError: where the tree holds something else.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(folder + "/c.npz", {"step": 3, "state": (np.ones(2),)})
    ...     load(folder + "/c.npz")["state"][0].tolist()
    [1.0, 1.0]
    """
    arrays = {}
    text = json.dumps({"format": FORMAT, "tree": _pack(tree, arrays)})
    arrays["tree"] = np.array(text)
    write_safely(path, lambda file: np.savez(file, **arrays))


def load(path):
    r"""Read a tree that `save` wrote.

    Args:
        path: of the file.

    Returns:
        The tree; every array is a fresh one.

    Raises:
        ValueError: where the file is missing, broken, or no checkpoint of ours.
    """
    name = repr(os.fspath(path))
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        text = json.loads(str(arrays.pop("tree")))
        if text["format"] != FORMAT:
            raise ValueError(
                f"{name} has the format {text['format']!r}; this version reads "
                f"{FORMAT!r}: train again, or use the version that wrote it."
            )
        return _unpack(text["tree"], arrays)
    except FileNotFoundError:
        raise ValueError(f"there is no checkpoint {name}; check the path.") from None
    except ValueError as error:
        if "has the format" in str(error):
            raise
        raise ValueError(_broken(name)) from None
    except (OSError, EOFError, LookupError, TypeError, AttributeError, BadZipFile):
        raise ValueError(_broken(name)) from None


def write_safely(path, write):
    r"""Write a file all or nothing: a temporary file beside it, then a rename.

    Args:
        path: where the file is to be.
        write: function that is given the open binary file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_safely(folder + "/a.txt", lambda file: file.write(b"whole"))
    ...     Path(folder + "/a.txt").read_text()
    'whole'
    """
    path = Path(path)
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _pack(value, arrays):
    """JSON for a tree; arrays go to `arrays`, tuples and arrays become marked dicts."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise ValueError("an array of Python objects cannot be saved.")
        key = f"array{len(arrays)}"
        arrays[key] = value
        return {"array": key}
    if isinstance(value, tuple):
        return {"tuple": [_pack(part, arrays) for part in value]}
    if isinstance(value, list):
        return [_pack(part, arrays) for part in value]
    if isinstance(value, dict):
        return {"dict": {str(k): _pack(part, arrays) for k, part in value.items()}}
    raise ValueError(f"a {type(value).__name__} cannot be saved in a checkpoint.")


def _unpack(value, arrays):
    if isinstance(value, list):
        return [_unpack(part, arrays) for part in value]
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "array":
        return arrays[content]
    if kind == "tuple":
        return tuple(_unpack(part, arrays) for part in content)
    return {k: _unpack(part, arrays) for k, part in content.items()}


def _broken(name):
    return f"{name} is no checkpoint, or a broken one; train again or use another copy."
