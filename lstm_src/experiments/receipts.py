"""Results with their receipts: one tidy CSV per experiment, one number per row.

The book never types a number that was measured. It names a row, as in
`forget-bias/shakespeare/bias-0/bpc`: the file `results/forget-bias.csv`, and in it
the key `shakespeare/bias-0/bpc`.
"""

import csv
import datetime
import os
import platform
import re
from dataclasses import astuple, dataclass, fields
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from lstm_src import __version__

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Receipt:
    """One measured number and what is needed to measure it again.

    Attributes:
        key: name of the number inside its table, parts joined by `/`.
        value: the number, as text, in the digits that are to be shown.
        unit: such as `bits per character`; empty for a plain count.
        spread: in words and numbers, such as `2.669 to 2.681`.
        seeds: the seeds it was measured with, such as `0 1 2`.
        task: what was learned, on which data, with which settings.
        command: the line that measures it again.
        versions: of this package, NumPy and Python.
        date: of the measurement, `YYYY-MM-DD`.

    >>> Receipt("answer", "42").value
    '42'
    """

    key: str
    value: str
    unit: str = ""
    spread: str = ""
    seeds: str = ""
    task: str = ""
    command: str = ""
    versions: str = ""
    date: str = ""


COLUMNS = tuple(field.name for field in fields(Receipt))


def versions():
    """Return the versions that a result depends on, as one line.

    >>> versions().startswith("lstm_src ")
    True
    """
    python = platform.python_version()
    return f"lstm_src {__version__}, NumPy {np.__version__}, Python {python}"


def today():
    """Return today's date, in UTC, as `YYYY-MM-DD`.

    >>> len(today())
    10
    """
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def load(name, folder=None):
    """Read a results table.

    Args:
        name: the table's name, without `.csv`.
        folder: where the tables lie; the package's own results by default.

    Returns:
        Dict from key to `Receipt`, in the order of the file.

    Raises:
        ValueError: where the table is missing or is not a results table.

    >>> load("no-such-table")
    Traceback (most recent call last):
    ...
    ValueError: no results table 'no-such-table' ...
    """
    path = _path(name, folder)
    if not path.is_file():
        known = sorted(p.stem for p in path.parent.glob("*.csv"))
        raise ValueError(
            f"no results table {name!r} in {path.parent}; "
            f"there are: {', '.join(known) or 'none yet'}"
        )
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file)) or [[]]
    if tuple(header) != COLUMNS:
        raise ValueError(
            f"{path.name} begins with {','.join(header)!r}; "
            f"expected the columns {','.join(COLUMNS)}"
        )
    table = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(COLUMNS):
            raise ValueError(
                f"{path.name}, row {number}: {len(line)} fields; "
                f"expected {len(COLUMNS)}"
            )
        if line[0] in table:
            raise ValueError(f"{path.name}, row {number}: {line[0]!r} stands twice")
        table[line[0]] = Receipt(*line)
    return table


def lookup(address, folder=None):
    """Find one result by its address, `TABLE/KEY`.

    Args:
        address: the table's name, a slash, and the key, which may hold slashes.
        folder: where the tables lie; the package's own results by default.

    Returns:
        The `Receipt`.

    Raises:
        ValueError: where the table or the key is unknown; near misses are named.

    >>> lookup("forget-bias")
    Traceback (most recent call last):
    ...
    ValueError: 'forget-bias' names no result; expected TABLE/KEY, ...
    """
    name, slash, key = str(address).partition("/")
    if not (name and slash and key):
        raise ValueError(
            f"{address!r} names no result; expected TABLE/KEY, "
            "such as forget-bias/shakespeare/bias-0/bpc"
        )
    table = load(name, folder)
    if key not in table:
        near = get_close_matches(key, table, n=3) or list(table)[:3]
        raise ValueError(
            f"no result {key!r} in {name}.csv; did you mean "
            f"{' or '.join(map(repr, near)) or 'another table (this one is empty)'}?"
        )
    return table[key]


def record(name, receipts, folder=None):
    """Write results into a table: known keys are replaced, new ones are added.

    Args:
        name: the table's name, without `.csv`.
        receipts: the results; what they leave empty of `versions` and `date` is
            filled in.
        folder: where the tables lie; the package's own results by default.

    Returns:
        The path of the table.

    Raises:
        ValueError: for a name or key that cannot be an address.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = record("sums", [Receipt("two/and/two", "4")], folder)
    ...     lookup("sums/two/and/two", folder).value
    '4'
    """
    path = _path(name, folder)
    table = load(name, folder) if path.is_file() else {}
    for receipt in receipts:
        if not receipt.key or re.search(r"\s|^/|/$", receipt.key):
            raise ValueError(
                f"key {receipt.key!r} cannot be an address: "
                "expected words joined by slashes, without spaces"
            )
        filled = dict(zip(COLUMNS, map(str, astuple(receipt)), strict=True))
        filled["versions"] = filled["versions"] or versions()
        filled["date"] = filled["date"] or today()
        table[receipt.key] = Receipt(**filled)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(astuple(receipt) for receipt in table.values())
    os.replace(temporary, path)
    return path


def _path(name, folder):
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", str(name)):
        raise ValueError(
            f"{name!r} names no results table; "
            "expected lower-case letters, digits and hyphens"
        )
    return (RESULTS if folder is None else Path(folder)) / f"{name}.csv"
