"""The exercises at a terminal: `python -m exercises`."""

import argparse
import os
import sys

from exercises import bug_hunt, workbench
from exercises.catalogue import exercises, find
from exercises.engine import SECONDS
from exercises.learner import STOPPED, check_file

RIGHT, NOT_YET, WRONG_USAGE = 0, 1, 2
LONGEST = 50


def main(arguments=None):
    """Run one command and return its exit status.

    Args:
        arguments: the words after `python -m exercises`; None takes them from Python.

    Returns:
        0 when right or done, 1 when not yet, 2 on wrong usage.
    """
    # A terminal that lacks a letter shows its code instead of stopping the program.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()
        return status
    except ValueError as error:
        sentence = str(error)
    except BrokenPipeError:
        # The reader of our output has left, as in `... | head -1`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return RIGHT
    except OSError as error:
        sentence = f"{error.filename or workbench.FOLDER}: {error.strerror}."
    except KeyboardInterrupt:
        print("exercises: stopped.", file=sys.stderr)
        return STOPPED
    print(f"exercises: {sentence}", file=sys.stderr)
    return WRONG_USAGE


class Parser(argparse.ArgumentParser):
    """Answers wrong usage in one sentence, and not with a page of usage before it."""

    def error(self, message):
        """Say what is wrong and how the command is written, and end with status 2."""
        form = " ".join(self.format_usage().split()[1:]).replace(" [-h]", "")
        self.exit(WRONG_USAGE, f"exercises: {message}; it is written: {form}\n")


def make_parser():
    """The commands, each with its function."""
    parser = Parser(
        prog="python -m exercises",
        description="Exercises that say which mistake was made.",
        usage="python -m exercises list|start N|check N|hint N|solution N|reset N|"
        "hunt N|progress",
        epilog="Exit status: 0 right, 1 not yet, 2 wrong usage.",
    )
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", prog="python -m exercises"
    )

    def command(name, run, about, numbered=True):
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        if numbered:
            added.add_argument("exercise", metavar="N", help="its number or name")
        return added

    command("list", list_all, "List all exercises.", numbered=False)
    command("start", start, "Copy the stub into my_exercises/, to be filled in.")
    command("check", check, "Check your copy, or the stub.").add_argument(
        "--seconds",
        type=time_in_seconds,
        default=SECONDS,
        help=f"time limit (default {SECONDS}, at most {LONGEST})",
    )
    command("hint", hint, "Show a hint.").add_argument(
        "which",
        metavar="K",
        nargs="?",
        type=int,
        choices=(1, 2, 3),
        default=1,
        help="1 asks, 2 helps, 3 is nearly the code (default 1)",
    )
    command("solution", solution, "Show the solution.")
    command("reset", reset, "Put the stub back; your copy is kept beside it.")
    hunting = command("hunt", hunt, "Find the bug in a backward pass.", numbered=False)
    hunting.add_argument("number", metavar="N", help="1 to 10")
    hunting.add_argument("--tell", action="store_true", help="say what the bug is")
    command("progress", progress, "Show how far you are.", numbered=False)
    return parser


def time_in_seconds(text):
    """A time limit from the command line."""
    seconds = float(text)
    if not 0 < seconds <= LONGEST:
        raise argparse.ArgumentTypeError(
            f"{text} is not above 0 and at most {LONGEST} seconds"
        )
    return seconds


def list_all(options):
    """Print number, name and title of each exercise."""
    for exercise in exercises():
        print(f"{exercise.number:3}  {exercise.name:20} {exercise.title}")
    return RIGHT


def start(options):
    """Copy a stub."""
    exercise = find(options.exercise)
    copy = workbench.copy_of(exercise)
    if workbench.start(exercise):
        print(f"Wrote {copy}. Fill it in, then: {command_for('check', exercise)}")
    else:
        print(f"{copy} is there already and was left as it is.")
        print(f"To begin again: {command_for('reset', exercise)}")
    return RIGHT


def check(options):
    """Check the learner's copy, or the stub where there is none."""
    exercise = find(options.exercise)
    path = workbench.file_to_check(exercise)
    verdict = check_file(exercise, path, options.seconds)
    print(coloured(verdict))
    own = path == workbench.copy_of(exercise)
    if own and path.is_file():
        workbench.remember(exercise, verdict.stage)
    if verdict:
        return RIGHT
    if verdict.stage == "not started" and not own:
        print(f"To begin: {command_for('start', exercise)}")
    else:
        print(f"Checked: {path}. A hint: {command_for('hint', exercise)}")
    return NOT_YET


def hint(options):
    """Print one of three hints."""
    exercise = find(options.exercise)
    print(exercise.hints[options.which - 1].strip())
    if options.which < 3:
        print(f"\nThe next: {command_for('hint', exercise)} {options.which + 1}")
    return RIGHT


def solution(options):
    """Print the solution file."""
    print(find(options.exercise).solution.read_text(encoding="utf-8").rstrip())
    return RIGHT


def reset(options):
    """Put a stub back and keep the old copy."""
    exercise = find(options.exercise)
    copy = workbench.copy_of(exercise)
    if not copy.exists():
        raise ValueError(
            f"There is no {copy} to reset. To begin: {command_for('start', exercise)}"
        )
    if copy.is_file() and copy.read_bytes() == exercise.stub.read_bytes():
        print(f"{copy} is the stub still, and was left as it is.")
        return RIGHT
    backup = workbench.reset(exercise)
    print(f"Put the stub back at {copy}; your version is kept as {backup}.")
    return RIGHT


def hunt(options):
    """Write a backward pass with a bug in it, or tell what the bug is."""
    mistake = bug_hunt.planted(options.number)
    if options.tell:
        print(f"{mistake.name}.\nWhy: {mistake.why}\nLook: {mistake.look}")
        return RIGHT
    name = f"hunt_{int(options.number):02}.py"
    file, written = workbench.keep(name, bug_hunt.bug(options.number))
    if written:
        print(f"Wrote {file}: one thing in it is wrong. See which gradients are off:")
    else:
        print(f"{file} is there already and was left as it is. To go on:")
    print(f"    python {file}")
    print("Mend it until all are right. To be told: the same command with --tell.")
    return RIGHT


def progress(options):
    """Print what the last check found for each exercise."""
    standings = [workbench.standing(exercise) for exercise in exercises()]
    for exercise, standing in zip(exercises(), standings, strict=True):
        print(f"{exercise.number:3}  {exercise.name:20} {standing}")
    print(f"{standings.count('right')} of {len(standings)} right.")
    return RIGHT


def command_for(name, exercise):
    """A command as the learner would type it."""
    return f"python -m exercises {name} {exercise.number}"


def coloured(verdict):
    """The message, its first line in colour on a terminal that may show colour."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return verdict.message
    first, line_end, rest = verdict.message.partition("\n")
    colour = "32" if verdict else "33"
    return f"\x1b[{colour}m{first}\x1b[0m{line_end}{rest}"
