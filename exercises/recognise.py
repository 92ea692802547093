"""Find the planted mistake, or the two of them, whose results are the learner's."""

import time
from dataclasses import dataclass
from itertools import combinations

from exercises.calls import Raised, Unusable, call, same
from exercises.spec import Mistake

SECONDS = 8  # for the pairs, of which a long exercise has several hundred


@dataclass(frozen=True)
class Finding:
    """What was recognised.

    Attributes:
        mistakes: the one planted mistake, or the two, or none.
        whole: whether they also explain which arguments were changed.
    """

    mistakes: tuple = ()
    whole: bool = False

    @property
    def name(self):
        """The names of the mistakes in one text, None where there are none."""
        return "; and ".join(mistake.name for mistake in self.mistakes) or None

    @property
    def message(self):
        """What they are, how one comes to make them, and where to look."""
        said = [f"Why: {m.why}\nLook: {m.look}" for m in self.mistakes]
        if len(self.mistakes) == 1:
            return f"Recognised: {self.name}.\n{said[0]}"
        first, second = self.mistakes
        return (
            f"Recognised, two at once. The first: {first.name}.\n{said[0]}\n"
            f"The second: {second.name}.\n{said[1]}"
        )


def call_case(function, case, spec):
    """Call, and bring what is as good as equal into one form, if the check says how."""
    outcome = call(function, case, spec.returns)
    if hasattr(spec, "compared"):
        outcome.values = spec.compared(outcome.values)
    return outcome


def recognise(exercise, cases, outcomes):
    """Compare with every planted mistake, then with every two of them.

    Args:
        exercise: from the catalogue.
        cases: that were tried.
        outcomes: the learner's, one for each case.

    Returns:
        A `Finding`, empty where nothing planted answers so.
    """
    partly = Finding()
    for mistake in exercise.check.mistakes:
        wrong = exercise.with_mistake(mistake)
        planted = [call_case(wrong, case, exercise.check) for case in cases]
        pairs = list(zip(outcomes, planted, strict=True))
        if all(alike(a, b) for a, b in pairs):
            return Finding((mistake,), whole=True)
        # A mistake of writing into the input is not recognised by its values alone.
        if not any(b.changed for b in planted) and all(
            agree(a.values, b.values) for a, b in pairs
        ):
            partly = Finding((mistake,))
    if partly.mistakes:
        return partly
    return _two_at_once(exercise, cases, outcomes, time.monotonic() + SECONDS)


def _two_at_once(exercise, cases, outcomes, deadline):
    for two in combinations(exercise.check.mistakes, 2):
        if time.monotonic() > deadline:
            break
        both = Mistake("both", "", "", two[0].edits + two[1].edits)
        try:
            wrong = exercise.with_mistake(both)
        except ValueError:
            continue  # both are about one line
        try:
            # Most pairs differ in the first case, and the others need not be called.
            if all(
                alike(outcome, call_case(wrong, case, exercise.check))
                for case, outcome in zip(cases, outcomes, strict=True)
            ):
                return Finding(two, whole=True)
        except (Raised, Unusable):
            continue  # together they do not even run
    return Finding()


def alike(a, b):
    """Whether two outcomes have the same values and the same changed arguments."""
    return agree(a.values, b.values) and agree(a.changed, b.changed)


def agree(a, b):
    """Whether two mappings of arrays hold the same arrays under the same names."""
    return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
