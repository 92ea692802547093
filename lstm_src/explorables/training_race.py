"""The training race: five networks learn in the page, or Python is watched."""

import functools
import time

import traitlets

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm
from lstm_src.explorables.still import draw_still
from lstm_src.training.history import History
from lstm_src.training.race import TASKS, Race

STILL_STEPS, STILL_WORK = 400, 400 * 12 * 32**2  # what a static figure may cost


class TaskNumber(Bounded):
    """A task by its place in `TASKS`; its name will do as well."""

    def __init__(self, default: str):
        super().__init__(list(TASKS).index(default), 0, len(TASKS) - 1, whole=True)

    def validate(self, obj, value):
        """The task's number, or one sentence that says what is wrong."""
        if value in TASKS:
            return list(TASKS).index(value)
        return super().validate(obj, value)


class LiveTraining(Explorable):
    r"""Five networks learn the same task from the same batches, before your eyes.

    The page trains them itself, with the numbers of `lstm_src.training.race.Race`. Or
    Python trains, and the view follows: see `watch`.

    Attributes:
        task: 0 "recall", 1 "adding", 2 "copy", 3 "counting"; a name may be given.
        gap: steps between what has to be remembered and its answer, 2 to 40.
        hidden_size: H, 4 to 64.
        rate_power: the learning rate is ten to this power, -4 to -1.
        forget_bias: what $b_f$ starts at, -3 to 6.
        clip: largest norm of the gradient, 0.1 to 10.
        seed: 0 to 9999; it draws the weights and the batches.
        length: steps in a race, 50 to 5000.

    >>> LiveTraining(task="copy", gap=5).task
    2
    """

    slug = "training-race"
    _esm = load_esm(
        "cells.js", "unroll.js", "train.js", "svg.js", "kit.js", "training_race.js"
    )

    task = TaskNumber("adding")
    gap = Bounded(10, 2, 40, whole=True)
    hidden_size = Bounded(16, 4, 64, whole=True)
    rate_power = Bounded(-2.0, -4, -1)
    forget_bias = Bounded(1.0, -3, 6)
    clip = Bounded(1.0, 0.1, 10)
    seed = Bounded(1, 0, 9999, whole=True)
    length = Bounded(400, 50, 5000, whole=True)
    _watched = traitlets.Dict().tag(sync=True)

    @classmethod
    def watch(cls, history, length=400):
        r"""Make a view that follows a loop in Python.

        Args:
            history: the `History` of a `Trainer` that is about to run, or a dict from
                names to several.
            length: steps that the loop will take, 50 to 5000; the progress bar is full
                then.

        Returns:
            A view to display before the loop starts; it moves while the loop runs.

        Raises:
            ValueError: where something else than a `History` came.

        >>> history = History()
        >>> view = LiveTraining.watch({"my LSTM": history}, length=50)
        >>> history.add(loss=2.0, gradient_norm=1.0, learning_rate=0.1)
        >>> view.watched_steps
        1
        """
        histories = history if isinstance(history, dict) else {"network": history}
        for found in histories.values():
            if not isinstance(found, History):
                raise ValueError(
                    f"watch needs a History, such as trainer.history, or a dict of "
                    f"them; {found!r} came."
                )
        view = cls(length=length)
        view._histories, view._told = histories, -1.0
        for found in histories.values():
            found.watchers.append(view._follow)
        view._tell()
        return view

    @property
    def watched_steps(self) -> int:
        """Steps that the loops in Python have taken."""
        return max(found.steps for found in self._histories.values())

    def race(self, steps: int) -> Race:
        """Run the race of the present settings in Python, for so many steps."""
        return Race(
            list(TASKS)[self.task],
            gap=self.gap,
            hidden_size=self.hidden_size,
            learning_rate=10**self.rate_power,
            forget_bias=self.forget_bias,
            clip=self.clip,
            seed=self.seed,
        ).run(steps)

    def static_svg(self, width: int = 690) -> str:
        """A short race, run in Python, drawn `width` CSS pixels wide."""
        numbers, seen = self.numbers(), {"finished": [], "watched": bool(self._watched)}
        seen |= self._watched or _seen(**numbers)
        return draw_still(self._esm, numbers | {"seen": seen}, width)

    def _follow(self, history):
        """Tell the page of a step, several times a second and at the end."""
        pause = max(0.25, self.watched_steps / 10_000)
        if history.steps == self.length or time.monotonic() - self._told > pause:
            self._tell()

    def _tell(self):
        self._told = time.monotonic()
        runs = {
            name: {"loss": found.loss[:], "gradient_norm": found.gradient_norm[:]}
            for name, found in self._histories.items()
        }
        self._watched = {"runs": runs}


@functools.lru_cache(maxsize=16)
def _seen(**settings) -> dict:
    """What the page would have seen of a race, as long as a figure can wait for."""
    view = LiveTraining(**settings)
    work = (view.gap + 2) * (view.hidden_size + 16) ** 2
    race = view.race(max(40, min(view.length, STILL_STEPS, STILL_WORK // work)))
    read, f = race.forget_gates()
    runs = {
        name: {
            "loss": trainer.history.loss,
            "accuracy": race.accuracy[name],
            "gradient_norm": trainer.history.gradient_norm,
        }
        for name, trainer in race.trainers.items()
    }
    return {"runs": runs, "forget": {"read": read.tolist(), "f": f.ravel().tolist()}}
