"""What every explorable shares: a view in the page whose state is typed traits.

To write a new one, NAME:

1. NAME.js: `export default explorable({...})`; the fields are listed at the top of
   kit.js, drawing helpers are in svg.js, formulas belong in cells.js.
2. NAME.py: a subclass of `Explorable` with `slug`, `_esm = load_esm("cells.js",
   "svg.js", "kit.js", "NAME.js")` and one tagged trait for each number it shows:
   `f = Bounded(0.88, 0, 1)`.
3. Add it to `lstm_src/explorables/__init__.py`; tests/test_explorables.py finds it
   there and tries it out.

Views hold no sliders: chapters link ordinary ipywidgets to the traits.
"""

import math
import numbers
from collections.abc import Callable
from typing import ClassVar

import anywidget
import traitlets

from lstm_src.explorables.esm import load_css
from lstm_src.explorables.squeeze import squeeze_css
from lstm_src.explorables.still import draw_still


class Bounded(traitlets.TraitType):
    """A finite number between two bounds, synced with the page."""

    def __init__(self, default: float, low: float, high: float, whole: bool = False):
        self.low, self.high, self.whole = low, high, whole
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj, value):
        """The value as int or float, or one sentence that says what is wrong."""
        is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if is_number and self.low <= value <= self.high:  # false for NaN
            if not self.whole:
                return float(value)
            if value == int(value):
                return int(value)
        kind = "a whole number" if self.whole else "a number"
        raise traitlets.TraitError(
            f"{type(obj).__name__}.{self.name} is {kind} from {self.low} to "
            f"{self.high}, but {value!r} came; choose one in that range."
        )


class Flag(traitlets.Bool):
    """True or False, synced with the page."""

    def __init__(self, default: bool):
        super().__init__(default)
        self.tag(sync=True)


def sum_for_sigmoid(p: float) -> float:
    r"""The sum that the sigmoid turns into `p`, kept between -6 and 6.

    $$z = \ln \frac{p}{1 - p}$$

    Args:
        p: a fraction in [0, 1].

    Returns:
        The sum, in [-6, 6], which is as far as our curves reach.

    >>> sum_for_sigmoid(0.5), sum_for_sigmoid(1.0)
    (0.0, 6.0)
    """
    if p in (0.0, 1.0):
        return 6.0 if p else -6.0
    return max(-6.0, min(6.0, math.log(p / (1 - p))))


def sum_for_tanh(value: float) -> float:
    r"""The sum that tanh turns into `value`, kept between -6 and 6.

    $$z = \operatorname{artanh}(v)$$

    Args:
        value: in [-1, 1].

    Returns:
        The sum, in [-6, 6].

    >>> sum_for_tanh(0.0), sum_for_tanh(-1.0)
    (0.0, -6.0)
    """
    if abs(value) == 1.0:
        return math.copysign(6.0, value)
    return max(-6.0, min(6.0, math.atanh(value)))


class Explorable(anywidget.AnyWidget):
    """A drawing with its ledger; every number it shows follows from its traits.

    Attributes:
        slug: its name in the page, `data-explorable`.
        dials: pairs of traits that are one thing: `{"f": ("z", f_of_z, z_of_f)}`.
            Setting either sets the other.
    """

    _css = squeeze_css(load_css())
    slug: ClassVar[str] = ""
    dials: ClassVar[dict[str, tuple[str, Callable, Callable]]] = {}

    def __init__(self, **settings):
        name = type(self).__name__
        for key in settings:
            if not self.has_trait(key):
                has = ", ".join(sorted(self.numbers()))
                raise TypeError(f"{name} has no setting {key!r}; it has {has}.")
        for value, (total, of_sum, to_sum) in self.dials.items():
            if value in settings and total in settings:
                raise TypeError(
                    f"{value} and {total} of {name} are two dials of one thing; "
                    f"give one of them."
                )
            if total in settings:
                settings[value] = float(of_sum(self._checked(total, settings[total])))
            else:
                start = settings.get(value, self.traits()[value].default_value)
                settings[total] = to_sum(self._checked(value, start))
        super().__init__(**settings)
        for value, (total, *_) in self.dials.items():
            self.observe(self._turn_other_dial, names=[value, total])

    def _checked(self, trait: str, given):
        return self.traits()[trait].validate(self, given)

    def _turn_other_dial(self, change):
        """Follow a change of one dial, unless the pair already agrees (no echo)."""
        for value, (total, of_sum, to_sum) in self.dials.items():
            if change.name not in (value, total):
                continue
            v, z = getattr(self, value), getattr(self, total)
            if abs(v - of_sum(z)) < 1e-12 or abs(z - to_sum(v)) < 1e-9:
                continue
            if change.name == total:
                setattr(self, value, float(of_sum(z)))
            else:
                setattr(self, total, to_sum(v))

    def numbers(self) -> dict:
        """Everything that the view shows follows from these: its own traits by name."""
        every_widget_has = anywidget.AnyWidget.class_trait_names()
        own = [k for k in self.trait_names(sync=True) if k not in every_widget_has]
        return {key: getattr(self, key) for key in own if not key.startswith("_")}

    def data(self) -> dict:
        """What the view needs besides and nobody turns, tagged `data`: weights, say."""
        return {key: getattr(self, key) for key in self.trait_names(data=True)}

    def static_svg(self, width: int = 690) -> str:
        """The present drawing as a standalone SVG, `width` CSS pixels wide."""
        return draw_still(self._esm, self.numbers() | self.data(), width)

    def __repr__(self):
        values = ", ".join(f"{key}={value!r}" for key, value in self.numbers().items())
        return f"{type(self).__name__}({values})"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | _figure(self), metadata


def _figure(view: Explorable) -> dict[str, str]:
    """The mime entry of the static figure; empty where no engine can draw it."""
    try:
        return {"image/svg+xml": view.static_svg()}
    except ModuleNotFoundError:
        return {}


def first_explorable(widget) -> Explorable | None:
    """The explorable inside a box of widgets, if there is one."""
    if isinstance(widget, Explorable):
        return widget
    found = (first_explorable(child) for child in getattr(widget, "children", ()))
    return next(filter(None, found), None)


def show_figures_of_boxes() -> None:
    """In IPython, let a box of widgets carry its explorable's static figure too."""
    try:
        from IPython import get_ipython
    except ModuleNotFoundError:
        return
    if (shell := get_ipython()) is None:
        return
    import ipywidgets

    def bundle(box):
        data = box._repr_mimebundle_() or {}
        view = first_explorable(box)
        return data | _figure(view) if view else data

    shell.display_formatter.mimebundle_formatter.for_type(ipywidgets.Box, bundle)
