"""A time limit around a learner's code, wherever Python runs."""

import contextlib
import signal
import sys
import threading
import time


class OutOfTime(BaseException):
    """The limit has passed; no `except Exception` of the learner's can hide it."""


def _by_alarm():
    """Whether the operating system can interrupt us: Unix, in the main thread."""
    return (
        hasattr(signal, "setitimer")
        and sys.platform not in ("emscripten", "wasi")
        and threading.current_thread() is threading.main_thread()
    )


@contextlib.contextmanager
def _alarm(seconds):
    def ring(signum, frame):
        raise OutOfTime

    previous = signal.signal(signal.SIGALRM, ring)
    # It rings again every half second, in case a bare `except:` swallowed the first.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextlib.contextmanager
def _watch(seconds):
    """Look at the clock at every line: slower, but needs neither signal nor thread."""
    deadline = time.monotonic() + seconds

    def trace(frame, event, argument):
        if time.monotonic() > deadline:
            raise OutOfTime
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(previous)


def time_limit(seconds):
    """Context in which Python code that runs longer raises `OutOfTime`.

    On Unix an alarm does it. On Windows, in Pyodide and outside the main thread the
    clock is read at every line instead, unless a debugger already watches the lines;
    then there is no limit. A single long call inside NumPy is only stopped afterwards.

    Args:
        seconds: the limit, in seconds.

    >>> with time_limit(5):
    ...     1 + 1
    2
    """
    if _by_alarm():
        return _alarm(seconds)
    if sys.gettrace() is None:
        return _watch(seconds)
    return contextlib.nullcontext()
