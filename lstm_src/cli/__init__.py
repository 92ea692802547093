"""The command line: `python -m lstm_src train`, `sample` and `gates`."""

import os
import sys

import numpy as np

from lstm_src.cli.options import build_parser


def main(arguments=None):
    """Do what the command line says.

    Args:
        arguments: list of str; None takes those of the process.

    Returns:
        Exit status: 0 when done, 2 after a mistake that one sentence explained, 130
        when stopped by the keyboard.
    """
    os.environ["MPLBACKEND"] = "agg"  # a terminal may have no screen
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is shown by its number.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = build_parser().parse_args(arguments)
    try:
        # The loop says in words where numbers left the range of floats.
        with np.errstate(over="ignore", invalid="ignore"):
            _command(options.command)(options)
        sys.stdout.flush()
        return 0
    except ImportError as missing:
        mistake = (
            f"{missing.name} is not installed; pip install 'conveyor-belt[notebook]'."
        )
    except ValueError as wrong:
        mistake = wrong
    except MemoryError:
        mistake = "there is not enough memory; choose a smaller --hidden-size."
    except BrokenPipeError:
        # The reader of our output has seen enough: let the last flush go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as wrong:
        where = f"{wrong.filename!r}: " if wrong.filename else ""
        mistake = f"{where}{wrong.strerror or wrong}; choose another place to write to."
    except KeyboardInterrupt:
        again = ", go on with --resume" if options.command == "train" else ""
        print(f"\nstopped{again}.", file=sys.stderr)
        return 130
    print(f"python -m lstm_src {options.command}: {mistake}", file=sys.stderr)
    return 2


def _command(name):
    if name == "train":
        from lstm_src.cli.train import train

        return train
    from lstm_src.cli import look

    return {"sample": look.sample, "gates": look.gates}[name]
