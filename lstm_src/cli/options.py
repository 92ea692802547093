"""What can be said at the terminal, and what is said back when it makes no sense."""

import argparse
import math

from lstm_src.language_model import CELLS
from lstm_src.training import OPTIMIZERS

# What `train` takes where nothing is said. A resumed run keeps what it began with.
DEFAULTS = {
    "data": None,
    "hidden_size": 128,
    "cell": "lstm",
    "layers": 1,
    "seq_length": 50,
    "batch_size": 32,
    "optimizer": "adam",
    "learning_rate": 0.002,
    "clip": 5.0,
    "forget_bias": None,
    "held_out": 0.1,
    "encoding": "utf-8",
    "seed": 0,
}
EPOCHS = 50


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one sentence, with exit status 2."""

    def error(self, message):
        """Say what is wrong, and where help is."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help.\n")


def number(kind, name, right, wanted):
    """Make a reader of option values that explains what it wants.

    Args:
        kind: `int` or `float`.
        name: what the value is, for the message.
        right: function that says whether a value will do.
        wanted: what to say where it will not.

    Returns:
        Function from text to the value, for argparse.

    >>> number(int, "seed", lambda n: n >= 0, "0 or more")("3")
    3
    """

    def read(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not math.isfinite(value) or not right(value):
            raise argparse.ArgumentTypeError(f"{name} is {text!r}; give {wanted}")
        return value

    return read


def count(name):
    """Make a reader of counts of at least 1."""
    return number(int, name, lambda n: n >= 1, "a whole number of at least 1")


def build_parser():
    """Make the parser of `python -m lstm_src`.

    >>> build_parser().parse_args(["train", "--steps", "5"]).steps
    5
    """
    parser = Parser(
        prog="python -m lstm_src",
        description="Train a character model on a text, let it write, look inside.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _train(commands)
    _sample(commands)
    _gates(commands)
    return parser


def _train(commands):
    train = commands.add_parser("train", help="learn to predict a text")
    add = train.add_argument
    add("--data", metavar="FILE", help="a text file; without it: the book's own tales")
    length = train.add_mutually_exclusive_group()
    length.add_argument(
        "--epochs", type=count("epochs"), help=f"times through the text ({EPOCHS})"
    )
    length.add_argument("--steps", type=count("steps"), help="updates, instead")
    add("--hidden-size", type=count("hidden size"), help="units in a layer (128)")
    add("--cell", choices=CELLS, help="kind of layer (lstm)")
    add("--layers", type=count("layers"), help="layers, one behind another (1)")
    add("--seq-length", type=count("seq length"), help="characters in a step (50)")
    add("--batch-size", type=count("batch size"), help="rows read side by side (32)")
    add("--optimizer", choices=OPTIMIZERS, help="how to walk downhill (adam)")
    add("--learning-rate", type=number(float, "learning rate", lambda n: n > 0,
        "a number above 0"), help="how far to walk (0.002)")  # fmt: skip
    add("--clip", type=number(float, "clip", lambda n: n >= 0,
        "a number above 0, or 0 to leave gradients as they are"),
        help="largest norm of the gradient (5); 0: any")  # fmt: skip
    add("--forget-bias", type=number(float, "forget bias", lambda n: True,
        "a finite number"), help="where b_f starts (1)")  # fmt: skip
    add("--held-out", type=number(float, "held-out part", lambda n: 0 < n < 1,
        "a fraction between 0 and 1"),
        help="part of the text kept for the test (0.1)")  # fmt: skip
    add("--encoding", help="of the file (utf-8)")
    add("--seed", type=_seed(), help="where random numbers start (0)")
    add("--out", metavar="DIR", help="where results go (runs/NAME of the data)")
    add("--resume", action="store_true", help="go on with the run in DIR")


def _sample(commands):
    sample = commands.add_parser("sample", help="let a trained model write")
    _model(sample)
    add = sample.add_argument
    add("--prompt", default="", help="what it reads first")
    add("--length", default=500, help="characters to write (500)",
        type=number(int, "length", lambda n: n >= 0, "0 or more"))  # fmt: skip
    add("--temperature", default=0.8, help="boldness (0.8); 0: always the likeliest",
        type=number(float, "temperature", lambda n: n >= 0, "0 or more"))  # fmt: skip
    add("--seed", default=0, type=_seed(), help="where random numbers start (0)")


def _gates(commands):
    gates = commands.add_parser("gates", help="draw what the gates do over a text")
    _model(gates)
    add = gates.add_argument
    add("--text", required=True, help="what the model reads")
    add("--out", required=True, metavar="FILE", help="picture to write: .png, .svg ...")
    add("--unit", type=number(int, "unit", lambda n: n >= 0, "0 or more"),
        help="one unit alone; without it: all of them")  # fmt: skip


def _model(command):
    command.add_argument(
        "--model", required=True, metavar="DIR", help="what `train` wrote"
    )


def _seed():
    return number(int, "seed", lambda n: n >= 0, "a whole number, 0 or more")
