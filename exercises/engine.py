"""The one check behind the notebook, the terminal and the page.

A function is called on every case of its exercise. Equal to the solution: right. Equal
to the solution with a planted mistake, or with two: they are named. Otherwise the first
difference is shown, by shape, then dtype, then value.
"""

import linecache
import textwrap
import traceback
from dataclasses import dataclass, field

from exercises import advice, report
from exercises.calls import Raised, Unusable
from exercises.catalogue import find
from exercises.guard import OutOfTime, time_limit
from exercises.recognise import alike, call_case, recognise

SECONDS = 20


@dataclass(frozen=True)
class Verdict:
    """What a check found; true when the answer is right.

    Attributes:
        name: the exercise.
        right: whether the answer is right.
        stage: what decided: "right", "not started", "time", "error", "type",
            "mistake", "input changed", "shape", "dtype" or "value".
        message: the same in words.
        mistake: the name of the planted mistake, or of two, if recognised.
        arguments: those of the call that shows the difference, by name.
    """

    name: str
    right: bool
    stage: str
    message: str
    mistake: str | None = None
    arguments: dict = field(default_factory=dict)

    def __bool__(self):
        """Whether the answer is right."""
        return self.right

    def __repr__(self):
        """Short, since `check` has already printed the message."""
        return f"<{self.name}: {self.stage}>"

    def _ipython_display_(self):
        """Show nothing more in a notebook, where the message stands already."""


def check(name, function=None):
    """Check an answer, print what was found, and return it.

    Args:
        name: the exercise's name, such as "forget-gate", or its number.
        function: your answer: the function itself, without parentheses.

    Returns:
        A `Verdict`: true when the answer is right. A wrong answer is no exception.

    Raises:
        ValueError: for an unknown name; the sentence lists those that exist.

    >>> from exercises.solutions.ex05_cell_update import cell_update
    >>> bool(check("cell-update", cell_update))
    cell-update: right, in 3 calls of 3.
    True
    """
    verdict = judge(find(name), function)
    print(verdict.message)
    return verdict


def judge(exercise, function, seconds=SECONDS):
    """Compare `function` with the solution of `exercise`.

    Args:
        exercise: from the catalogue.
        function: the learner's answer.
        seconds: time limit over all its calls.

    Returns:
        A `Verdict`.
    """

    def not_yet(stage, text, **more):
        return verdict_of(exercise, stage, text, **more)

    spec = exercise.check
    if not callable(function):
        return not_yet(
            "type",
            f"Pass your function itself, without parentheses: "
            f'check("{exercise.name}", {spec.function}).',
        )
    cases = list(spec.cases())
    case, outcomes = cases[0], []
    try:
        with time_limit(seconds):
            for case in cases:
                outcomes.append(call_case(function, case, spec))
            case = cases[0]
            again = call_case(function, case, spec)
    except OutOfTime as error:
        return not_yet(
            "time",
            f"It was still running after {seconds:g} seconds. Does a loop end?"
            f"{where(error, file_of(function))}\n{report.called(spec, case)}",
            arguments=case.arguments,
        )
    except Unusable as error:
        return not_yet("type", str(error), arguments=case.arguments)
    except Raised as error:
        stage, text = describe_error(error.__cause__, file_of(function))
        if stage == "error":
            advised = advice.on_error(error.__cause__, case.arguments)
            text += f"\n{report.called(spec, case)}{advised}"
        return not_yet(stage, text, arguments=case.arguments)
    if not alike(again, outcomes[0]):
        return not_yet(
            "value",
            "Two calls with the same arguments gave two answers: does something "
            "outlive the call, such as a global or a list as default argument?",
            arguments=case.arguments,
        )
    return compare(exercise, cases, outcomes)


def compare(exercise, cases, outcomes):
    """Judge the outcomes of all cases against the solution and its planted mistakes."""
    spec = exercise.check
    references = [call_case(exercise.reference, case, spec) for case in cases]
    stage, text, case = report.difference(spec, cases, outcomes, references)
    if stage == "right":
        text = f"{exercise.name}: right, in {len(cases)} calls of {len(cases)}."
        return Verdict(exercise.name, True, "right", text)

    found = recognise(exercise, cases, outcomes)
    if found.mistakes:
        stage, text = "mistake", found.message
    changed = any(outcome.changed for outcome in outcomes)
    if changed and not found.whole and stage != "input changed":
        text += f"\nBesides, {report.changes(outcomes)}"
    return verdict_of(
        exercise,
        stage,
        text,
        mistake=found.name,
        arguments=case.arguments,
    )


def verdict_of(exercise, stage, text, **more):
    """A verdict that is not right, its text wrapped for a page 72 columns wide."""
    lines = [f"{exercise.name}: not yet."]
    for line in text.splitlines():
        # Aligned lines stay as they are: they are compared by eye.
        lines += [line] if line.startswith(" ") else textwrap.wrap(line, 72)
    return Verdict(exercise.name, False, stage, "\n".join(lines), **more)


def describe_error(error, file):
    """Turn an error of the learner's code into a stage and a sentence."""
    if isinstance(error, NotImplementedError):
        called = _raised_by(error, file)
        if called:
            text = f"{called}, which yours calls, still raises NotImplementedError."
            return "error", f"{text} Solve that one first.{where(error, file)}"
        text = (
            "Not started: it still raises NotImplementedError. "
            "Put your answer in place of that line."
        )
        return "not started", text
    kind = type(error).__name__
    said = " ".join(str(error).split()) or "no message"
    return "error", f"It raised {kind}: {said}.{where(error, file)}"


def _raised_by(error, file):
    """The function that raised, where it is one that the learner's own calls."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    own = [n for n, frame in enumerate(frames) if frame.f_code.co_filename == file]
    return frames[-1].f_code.co_name if own and own[0] < len(frames) - 1 else None


def where(error, file):
    """The line of `file` at which an error arose, or nothing if it arose elsewhere."""
    lines = [
        number
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == file
    ]
    if not lines:
        return ""
    text = linecache.getline(file, lines[-1]).strip()
    return f" At line {lines[-1]}:\n    {text}" if text else f" At line {lines[-1]}."


def file_of(function):
    """The file or notebook cell that a function stands in, None if it has none."""
    return getattr(getattr(function, "__code__", None), "co_filename", None)
