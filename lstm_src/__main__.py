"""Entry point of `python -m lstm_src`."""

import os
import sys

from lstm_src.cli import main

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def begin_again_on_one_thread():
    """Start this process afresh with one thread, unless some number was asked for.

    The products of a small network are so short that several threads wait for each
    other longer than they work, and NumPy reads their number when it is imported.
    """
    if os.name == "posix" and not any(name in os.environ for name in THREADS):
        os.environ.update(dict.fromkeys(THREADS, "1"))
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        begin_again_on_one_thread()
    sys.exit(main())
