r"""Sweeps: a function at every point of a grid, on any executor, into one table."""

import csv
import io
import itertools
import json
import os
from concurrent.futures import Executor, Future, as_completed
from pathlib import Path


def sweep(function, grid, executor=None, *, path=None, progress=True):
    r"""Call a function with every combination of settings; put the answers in a table.

    With a `path` each row is appended the moment it is known, in one write. A sweep
    that was killed goes on where it stopped when it is called again: finished rows are
    read, not repeated.

    Args:
        function: called with one point's settings as keywords; returns a number, or a
            dict from names to numbers or text. A process pool or a cluster has to be
            able to import it: define it at the top of a module.
        grid: dict from a setting's name to the list of its values, of which every
            combination is taken; or a list of dicts, the points themselves.
        executor: any `concurrent.futures.Executor`, such as a `ProcessPoolExecutor` or
            a Dask client's `get_executor()`; None: one after another, in this process.
        path: CSV file to append to and to go on from; None: nothing is kept.
        progress: whether to show a bar.

    Returns:
        List of dicts in the order of the grid: settings, then results; a result that
        is a plain number is called "value".

    Raises:
        ValueError: where the grid is empty or uneven, a value is neither number nor
            text, or the file belongs to another sweep. What `function` raises is
            raised again, with the settings as a note; rows that are done stay done.

    >>> sweep(pow, [{"base": 2, "exp": 3}, {"base": 3, "exp": 2}], progress=False)
    [{'base': 2, 'exp': 3, 'value': 8}, {'base': 3, 'exp': 2, 'value': 9}]
    """
    points = _points(grid)
    table = _Table(path, list(points[0]))
    waiting = {_key(point): point for point in points}
    for key in table.rows:
        waiting.pop(key, None)
    runner = _InThisProcess() if executor is None else executor
    with _bar(progress, len(points) - len(waiting), len(points)) as bar:
        futures = {runner.submit(function, **p): p for p in waiting.values()}
        try:
            for future in futures if executor is None else as_completed(futures):
                point = futures[future]
                try:
                    found = future.result()
                except Exception as error:
                    error.add_note(f"at the settings {point}")
                    raise
                table.add(point, found)
                bar.update()
        finally:
            for future in futures:
                future.cancel()
    return [point | table.rows[_key(point)] for point in points]


def read_rows(path):
    """Read a table of runs.

    Args:
        path: CSV file.

    Returns:
        List of dicts, numbers as numbers.
    """
    header, *lines = csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8")))
    return [dict(zip(header, map(_value, line), strict=True)) for line in lines]


def write_rows(path, rows):
    """Write a table of runs, whole or not at all.

    Args:
        path: CSV file.
        rows: list of dicts with the same keys.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_rows(f"{folder}/t.csv", [{"cell": "LSTM", "seed": 0, "loss": 0.5}])
    ...     read_rows(f"{folder}/t.csv")
    [{'cell': 'LSTM', 'seed': 0, 'loss': 0.5}]
    """
    lines = [list(rows[0]), *(map(_text, row.values()) for row in rows)]
    _replace(Path(path), _as_csv(lines))


class _InThisProcess(Executor):
    """Runs a call when its result is asked for, so that each is recorded in turn."""

    def submit(self, function, /, **settings):
        return _Call(function, settings)


class _Call(Future):
    def __init__(self, function, settings):
        super().__init__()
        self._call = function, settings

    def result(self, timeout=None):
        function, settings = self._call
        return function(**settings)


class _Table:
    """Rows by their settings, and the file that they are appended to."""

    def __init__(self, path, names):
        self.path = None if path is None else Path(path)
        self.names, self.columns, self.rows = names, None, {}
        if self.path is not None and self.path.exists():
            self._read()

    def _read(self):
        text = self.path.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]  # a kill may leave half a line behind
        if whole != text:
            _replace(self.path, whole)
        header, *lines = list(csv.reader(io.StringIO(whole))) or [None]
        if header is None:
            return
        known = header[: len(self.names)]
        if known != self.names:
            raise ValueError(
                f"{self.path} begins with the settings {', '.join(known)}; this sweep "
                f"has {', '.join(self.names)}: give another path, or remove the file."
            )
        self.columns = header[len(self.names) :]
        for line in lines:
            row = dict(zip(header, map(_value, line), strict=True))
            key = _key({name: row.pop(name) for name in self.names})
            self.rows[key] = row

    def add(self, point, found):
        found = found if isinstance(found, dict) else {"value": found}
        row = {name: _plain(name, value) for name, value in found.items()}
        lines = [[_text(value) for value in (*point.values(), *row.values())]]
        if self.columns is None:
            if clash := set(point) & set(row):
                raise ValueError(f"{', '.join(clash)}: both a setting and a result.")
            self.columns = list(row)
            lines.insert(0, [*point, *row])
        if list(row) != self.columns:
            raise ValueError(
                f"at {point} the results are {', '.join(row)}; "
                f"before they were {', '.join(self.columns)}."
            )
        self.rows[_key(point)] = row
        if self.path is not None:
            _append(self.path, lines)


def _points(grid):
    """Spell a grid out; every point has the same settings, in the same order."""
    if isinstance(grid, dict):
        values = [list(v) for v in grid.values()]
        grid = [
            dict(zip(grid, point, strict=True)) for point in itertools.product(*values)
        ]
    points = list(grid)
    if not points or not points[0]:
        raise ValueError("the grid is empty; give each setting at least one value.")
    for point in points:
        if list(point) != list(points[0]):
            raise ValueError(
                f"the grid holds {list(points[0])} and {list(point)}; "
                "give every point the same settings in the same order."
            )
    return [{k: _plain(k, v) for k, v in point.items()} for point in points]


def _plain(name, value):
    value = value.item() if hasattr(value, "item") and not value.shape else value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise ValueError(f"{name} is {value!r}; a table holds numbers and text only.")


def _key(point):
    return tuple(map(_text, point.values()))


def _text(value):
    """Write a value so that `_value` reads the same again, of the same type."""
    if isinstance(value, str) and "\n" not in value and "\r" not in value:
        return value if _value(value) == value else json.dumps(value)
    return json.dumps(value)


def _value(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _as_csv(lines):
    room = io.StringIO()
    csv.writer(room, lineterminator="\n").writerows(lines)
    return room.getvalue()


def _append(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:  # one write: whole, or cut at its end
        file.write(_as_csv(lines).encode())
        os.fsync(file.fileno())


def _replace(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def _bar(progress, done, total):
    from tqdm.auto import tqdm

    return tqdm(initial=done, total=total, unit="run", disable=not progress)
