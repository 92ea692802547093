"""Rows of gates, one number a step, with two dials that stand at one of the steps."""

import traitlets

from lstm_src.explorables.base import Bounded, Explorable

FEWEST, MOST = 2, 24  # steps that a drawing has room for


class Row(traitlets.TraitType):
    """A list of numbers between two bounds, one a step, synced with the page."""

    def __init__(self, default: tuple, least: float, most: float):
        self.least, self.most = least, most
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj, value):
        """The numbers as a list of floats, or one sentence that says what is wrong."""
        name = f"{type(obj).__name__}.{self.name}"
        steps = obj.steps
        wanted = f"{steps}" if steps else f"{FEWEST} to {MOST}"
        wanted = f"a list of {wanted} numbers from {self.least} to {self.most}"
        try:
            given = [v.item() if hasattr(v, "item") else v for v in value]
        except TypeError:
            given = None
        if given is None or isinstance(value, str | dict):
            raise traitlets.TraitError(f"{name} is {wanted}, but {value!r} came.")
        if not (len(given) == steps if steps else FEWEST <= len(given) <= MOST):
            raise traitlets.TraitError(
                f"{name} is {wanted}, but {len(given)} came; give one for each step."
            )
        for t, number in enumerate(given, start=1):
            is_number = isinstance(number, int | float) and not isinstance(number, bool)
            if not (is_number and self.least <= number <= self.most):  # true for NaN
                raise traitlets.TraitError(
                    f"{name} is {wanted}, but its number at step {t} is {number!r}."
                )
        return [float(number) for number in given]


class Step(Bounded):
    """One of the steps, 1 to T, synced with the page."""

    def __init__(self, default: int):
        super().__init__(default, 1, MOST, whole=True)

    def validate(self, obj, value):
        """The step as an int, or one sentence that says what is wrong."""
        step = super().validate(obj, value)
        if obj.steps and step > obj.steps:
            raise traitlets.TraitError(
                f"{type(obj).__name__}.{self.name} is a whole number from 1 to "
                f"{obj.steps}, but {value!r} came; choose one of the steps."
            )
        return step


class GateRows(Explorable):
    """A belt whose gates have a value of their own at every step.

    Attributes:
        steps: T, the length of every row, from 2 to 24; fixed when the view is made.
        f: the forget gates, T numbers in [0, 1].
        i: the input gates, T numbers in [0, 1].
        C_tilde: the candidates, T numbers in [-1, 1].
        t: the step at which `f_now` and `i_now` stand, 1 to T.
        f_now: the forget gate of step `t`. Setting it writes into `f`; setting `t` or
            `f` reads it anew. Replace a row as a whole: writing into the list in place
            is not seen.
        i_now: the same for the input gate.
    """

    steps: int | None = None

    f = Row((1.0, 1.0), 0, 1)
    i = Row((0.0, 0.0), 0, 1)
    C_tilde = Row((0.0, 0.0), -1, 1)
    t = Step(1)
    f_now = Bounded(1.0, 0, 1)
    i_now = Bounded(0.0, 0, 1)

    def __init__(self, **settings):
        traits = self.traits()
        rows = {}
        for name in ("f", "i", "C_tilde"):
            given = settings.get(name, traits[name].default_value)
            rows[name] = self._checked(name, given)
        lengths = [len(row) for row in rows.values()]
        if len(set(lengths)) > 1:
            raise traitlets.TraitError(
                f"{type(self).__name__} has one number a step in f, i and C_tilde, but "
                f"{lengths[0]}, {lengths[1]} and {lengths[2]} came; give rows of one "
                f"length."
            )
        self.steps = lengths[0]
        t = self._checked("t", settings.get("t", traits["t"].default_value))
        for gate in "fi":
            dial = f"{gate}_now"
            if dial in settings:
                rows[gate][t - 1] = self._checked(dial, settings[dial])
            else:
                settings[dial] = rows[gate][t - 1]
        super().__init__(**settings | rows)
        self.observe(self._keep_in_step, names=["t", "f", "i", "f_now", "i_now"])

    def _keep_in_step(self, change):
        """Let rows and dials agree at step t; the dial that was turned writes."""
        if change.name.endswith("_now"):
            gate = change.name[0]
            row = getattr(self, gate)
            setattr(self, gate, [*row[: self.t - 1], change.new, *row[self.t :]])
        else:
            self.f_now, self.i_now = self.f[self.t - 1], self.i[self.t - 1]
