"""Processes that run experiments side by side."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread


def workers(jobs):
    """Make a pool of fresh processes of one thread each.

    The products of a small network are so short that several threads wait for each
    other longer than they work. Where this process is killed, its workers end too.

    Args:
        jobs: how many processes.

    Returns:
        A `ProcessPoolExecutor`.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_end_with_parent
    )


def _end_with_parent():
    def watch():
        parent_process().join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
