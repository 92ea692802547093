"""A loop without end is ended: by an alarm, or line by line where there is none."""

import sys
import threading
import time

import pytest

from exercises import guard
from exercises.catalogue import find
from exercises.engine import judge

FORGET = find("forget-gate")


def endless(f):
    while True:
        pass


def hides_errors(f):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass


def assert_out_of_time(verdict):
    assert verdict.stage == "time", verdict.message
    assert "still running after 0.2 seconds. Does a loop end?" in verdict.message


@pytest.mark.parametrize("function", [endless, hides_errors])
def test_endless_loop_is_ended_by_an_alarm(function):
    verdict = judge(FORGET, function, seconds=0.2)
    assert_out_of_time(verdict)
    assert "At line" in verdict.message


@pytest.mark.parametrize("function", [endless, hides_errors])
def test_endless_loop_is_ended_by_the_clock(function, monkeypatch):
    """As on Windows and in the page, where there is no alarm."""
    monkeypatch.setattr(guard, "_by_alarm", lambda: False)
    before = sys.gettrace()
    assert_out_of_time(judge(FORGET, function, seconds=0.2))
    assert sys.gettrace() is before


def test_endless_loop_is_ended_in_another_thread():
    verdicts = []
    thread = threading.Thread(
        target=lambda: verdicts.append(judge(FORGET, endless, seconds=0.2)), daemon=True
    )
    thread.start()
    thread.join(timeout=30)
    assert_out_of_time(*verdicts)


@pytest.mark.parametrize("by_alarm", [True, False])
def test_a_limit_leaves_nothing_behind(by_alarm, monkeypatch):
    if not by_alarm:
        monkeypatch.setattr(guard, "_by_alarm", lambda: False)
    with guard.time_limit(0.2):
        pass
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        pass


def test_without_alarm_or_trace_there_is_no_limit(monkeypatch):
    """Under a debugger the lines are taken; the check itself still works."""
    monkeypatch.setattr(guard, "_by_alarm", lambda: False)
    monkeypatch.setattr(sys, "gettrace", lambda: "a debugger")
    assert judge(FORGET, FORGET.reference)
