"""Check a file at the terminal: in a process of its own, under a time limit."""

import json
import subprocess
import sys
import tempfile
import types
from dataclasses import fields
from pathlib import Path

from exercises import advice
from exercises.catalogue import find
from exercises.engine import SECONDS, Verdict, describe_error, judge, verdict_of
from exercises.guard import OutOfTime, time_limit

# Time for Python and NumPy to start and for the child's own limit to be told.
GRACE = 8
STOPPED = 130  # the usual exit status after Ctrl-C


def check_file(exercise, path, seconds=SECONDS):
    """Check the answer in a file without running it in this process.

    Args:
        exercise: from the catalogue.
        path: the learner's file.
        seconds: time limit; a child that does not keep it is ended.

    Returns:
        A `Verdict`; its `arguments` stay with the child.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "verdict.json"
        orders = [str(exercise.number), str(path), str(seconds), str(told)]
        command = [sys.executable, "-m", "exercises.learner", *orders]
        try:
            # What the learner's code prints is shown; what it asks for is not there.
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, timeout=seconds + GRACE
            )
        except subprocess.TimeoutExpired:
            return verdict_of(
                exercise,
                "time",
                f"It was still running after {seconds:g} seconds, in one call that "
                "could not be interrupted, and was ended. Does a loop end?",
            )
        try:
            return Verdict(**json.loads(told.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return verdict_of(
                exercise,
                "error",
                f"Your code ended Python (exit status {done.returncode}) before the "
                "check was over.",
            )


def judge_file(exercise, path, seconds):
    """Load a learner's file and judge the function in it."""
    name = exercise.check.function
    module = types.ModuleType("my_answer")
    module.__file__ = str(path)
    try:
        # Compiled from the source each time: a cached .pyc may be older than an edit.
        code = compile(path.read_bytes(), str(path), "exec")
        sys.modules[module.__name__] = module
        sys.path.insert(0, str(path.parent))
        with time_limit(seconds):
            exec(code, module.__dict__)
    except OutOfTime:
        text = f"The file itself was still running after {seconds:g} seconds."
        return verdict_of(exercise, "time", f"{text} Does a loop end?")
    except SyntaxError as error:
        line = (error.text or "").strip()
        file = error.filename or path
        text = f"Python cannot read {file}, line {error.lineno}: {error.msg}."
        return verdict_of(exercise, "error", f"{text}\n    {line}" if line else text)
    except OSError as error:
        return verdict_of(exercise, "error", f"Cannot read {path}: {error.strerror}.")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # sys.exit() at the top of the file too
        stage, text = describe_error(error, str(path))
        advised = advice.on_error(error, {})
        text = f"While {path} was loaded: {text}\n{advised}".rstrip()
        return verdict_of(exercise, stage, text)
    if name not in module.__dict__:
        text = f"{path} has no function {name}. Was it renamed?"
        return verdict_of(exercise, "type", text)
    return judge(exercise, module.__dict__[name], seconds)


def main():
    """Judge in the child process and leave the verdict in a file."""
    number, path, seconds, told = sys.argv[1:]
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.dont_write_bytecode = True
    try:
        verdict = judge_file(find(number), Path(path), float(seconds))
    except KeyboardInterrupt:
        sys.exit(STOPPED)  # the parent says so
    parts = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    text = json.dumps(parts | {"arguments": {}})
    Path(told).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
