r"""A finding: one measurement at every point of a grid, and the figures drawn from it.

`results/measured/NAME.csv` holds what every single run measured, `results/NAME.csv` the
figures that the book shows, each with its spread over the seeds.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lstm_src.experiments.receipts import RESULTS, Receipt, record
from lstm_src.experiments.sweep import read_rows, sweep, write_rows


@dataclass(frozen=True)
class Column:
    """What is told of one measured number.

    Attributes:
        name: of the number, as `measure` calls it.
        unit: such as "share of sequences"; what the figure is of the seeds is added.
        form: how it is shown, such as ".3f".
        over: "median", "mean" or "sum", over the seeds.
    """

    name: str
    unit: str
    form: str = ".3f"
    over: str = "median"


@dataclass(frozen=True)
class Finding:
    """One experiment that can be run again.

    Attributes:
        name: of its table.
        measure: called with the settings of one run; returns a dict of numbers. It
            stands at the top of a module, so that other processes can import it.
        grid: list of settings, one dict a run; the last setting is the seed.
        task: what was done, in words, with all that the settings do not say.
        columns: the figures, drawn from each group of runs that differ in seed alone.
        quick: the seeds that a quick run takes.
        tests: function from the rows to further `Receipt`, such as a paired test.
    """

    name: str
    measure: Callable
    grid: list
    task: str
    columns: tuple
    quick: tuple = (0,)
    tests: Callable = lambda rows: []

    @property
    def command(self):
        """The line that measures it again."""
        return f"python -m lstm_src.experiments {self.name}"

    def groups(self, rows):
        """Sort runs by their settings but the seed.

        Returns:
            Dict from the start of a key, such as "LSTM/bias-0", to rows.
        """
        groups, names = {}, list(self.grid[0])[:-1]
        for row in rows:
            groups.setdefault("/".join(_part(n, row[n]) for n in names), []).append(row)
        return groups

    def figures(self, rows):
        """Draw the figures from the runs.

        Args:
            rows: of `sweep`.

        Returns:
            List of `Receipt`.
        """
        found = []
        for group, runs in self.groups(rows).items():
            told = {
                "seeds": " ".join(str(run["seed"]) for run in runs),
                "task": self.task,
                "command": self.command,
            }
            for column in self.columns:
                numbers = [float(run[column.name]) for run in runs]
                over = "of" if column.over == "sum" else f"{column.over} of"
                show = f"{{:{column.form}}}".format
                found.append(
                    Receipt(
                        f"{group}/{column.name}" if group else column.name,
                        show(getattr(np, column.over)(numbers)),
                        f"{column.unit}, {over} {len(runs)} seeds",
                        f"{show(min(numbers))} to {show(max(numbers))} "
                        f"over {len(runs)} seeds",
                        **told,
                    )
                )
        return found + list(self.tests(rows))

    def run(self, executor=None, folder=None, progress=True):
        """Measure everything, and write both tables.

        A run that was killed goes on where it stopped: until it is whole, its rows
        wait beside the old ones in `NAME.csv.part`.

        Returns:
            How many numbers were compared with those of the run before, and the lines
            that say which of them left the spread of their figure.
        """
        folder = RESULTS if folder is None else folder
        path = folder / "measured" / f"{self.name}.csv"
        unfinished = path.with_name(path.name + ".part")
        rows = sweep(
            self.measure, self.grid, executor, path=unfinished, progress=progress
        )
        known = path.exists() and (folder / f"{self.name}.csv").exists()
        compared = self.compare(rows, folder) if known else (0, [])
        write_rows(path, rows)
        record(self.name, self.figures(rows), folder)
        unfinished.unlink()
        return compared

    def check(self, executor=None, folder=None, progress=True):
        """Measure a few seeds again, and hold them against the tables; write nothing.

        Returns:
            How many numbers were compared, and the lines that say which of them lie
            outside the spread of their figure.
        """
        points = [point for point in self.grid if point["seed"] in self.quick]
        rows = sweep(self.measure, points, executor, progress=progress)
        return self.compare(rows, RESULTS if folder is None else folder)

    def compare(self, rows, folder):
        """Hold runs against the committed ones.

        Returns:
            How many numbers were compared, and a line for each that lies outside what
            the committed seeds of its group span.
        """
        known = self.groups(read_rows(folder / "measured" / f"{self.name}.csv"))
        count, moved = 0, []
        for group, runs in self.groups(rows).items():
            for column in self.columns:
                spread = [run[column.name] for run in known.get(group, [])]
                for run in runs:
                    count += 1
                    value = run[column.name]
                    if not spread or not _within(value, spread, column.form):
                        span = f"{min(spread):g} to {max(spread):g}" if spread else "-"
                        moved.append(
                            f"{self.name}/{group}/{column.name}, seed {run['seed']}: "
                            f"{value:g}; committed: {span}"
                        )
        return count, moved


def _part(name, value):
    """One setting as a part of a key: words stand alone, numbers bring their name."""
    return value if isinstance(value, str) else f"{name}-{value:g}"


def _within(value, spread, form):
    """Whether a number lies in a spread, in the digits that are shown."""
    low, high, value = (
        float(format(n, form)) for n in (min(spread), max(spread), value)
    )
    return low <= value <= high
