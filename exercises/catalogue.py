"""Which exercises there are: found by file name, so that adding one needs no list."""

import difflib
import importlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lstm_src.numerics import sigmoid

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Exercise:
    """One exercise: exNN_name.py, its solution and its check."""

    number: int
    name: str
    module: str

    @property
    def stub(self):
        """Path of the stub."""
        return HERE / f"{self.module}.py"

    @property
    def solution(self):
        """Path of the solution."""
        return HERE / "solutions" / f"{self.module}.py"

    @property
    def title(self):
        """First line of the stub: what the exercise is about."""
        first = self.stub.read_text(encoding="utf-8").splitlines()[0]
        return first.lstrip('r"').rstrip('".')

    @property
    def hints(self):
        """Three hints, from a question to nearly the code."""
        with open(HERE / "hints.toml", "rb") as file:
            return tomllib.load(file)[self.name]

    @property
    def check(self):
        """The module with `function`, `returns`, `cases` and `mistakes`."""
        return importlib.import_module(f"exercises.checks.{self.module}")

    @property
    def reference(self):
        """The solution's function."""
        solution = importlib.import_module(f"exercises.solutions.{self.module}")
        return getattr(solution, self.check.function)

    def with_mistake(self, mistake):
        """The solution's function with `mistake` planted in it.

        The wrong text may use `np` and `sigmoid`, imported by the solution or not.
        """
        source = mistake.plant(self.solution.read_text(encoding="utf-8"))
        namespace = {"np": np, "sigmoid": sigmoid}
        exec(compile(source, f"<{self.name}: {mistake.name}>", "exec"), namespace)
        return namespace[self.check.function]


@cache
def exercises():
    """All exercises, by number."""
    found = []
    for path in sorted(HERE.glob("ex[0-9][0-9]_*.py")):
        number, words = re.fullmatch(r"ex(\d\d)_(\w+)", path.stem).groups()
        found.append(Exercise(int(number), words.replace("_", "-"), path.stem))
    return tuple(found)


def find(key):
    """Return the exercise with this number or name.

    Raises:
        ValueError: for an unknown one; the sentence says which there are.

    >>> find(3).name == find("03").name == find("forget-gate").name
    True
    """
    for exercise in exercises():
        if str(key) in (exercise.name, exercise.module):
            return exercise
        if str(key).isdecimal() and int(key) == exercise.number:
            return exercise
    raise ValueError(f"There is no exercise {str(key)!r}{_which_there_are(str(key))}")


def _which_there_are(key):
    if key.lstrip("-").isdecimal():
        return f": the numbers run from 1 to {exercises()[-1].number}."
    names = [exercise.name for exercise in exercises()]
    near = difflib.get_close_matches(key, names, n=1)
    if near:
        return f". Did you mean {near[0]!r}?"
    known = ", ".join(f"{exercise.number} {exercise.name}" for exercise in exercises())
    return f". There are: {known}."
