"""Run findings again: `python -m lstm_src.experiments NAME ... [--quick]`."""

import argparse
import importlib
import os
import subprocess
import sys

from lstm_src.experiments.workers import workers

# Each module holds a `FINDING` of the same name as its table.
FINDINGS = (
    "theorems",
    "counting",
    "reber",
    "lags",
    "adding",
    "copying",
    "continual",
    "variants",
)
# Others write weights beside their tables; of these a quick run trains one network.
SCRIPTS = {
    "forget-bias": "forget_bias",
    "gradient-xray": "xray_weights",
    "gap-dial": "gap_dial",
    "attention-lens": "attention_lens",
}


def main(arguments=None):
    """Run findings again, and say which figures moved outside their spread.

    Args:
        arguments: of the command line; None: those of this process.

    Returns:
        Exit status: 0.
    """
    parser = argparse.ArgumentParser(
        prog="python -m lstm_src.experiments", description=__doc__
    )
    known = (*FINDINGS, *SCRIPTS)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}; or all"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a few seeds of each; compares with the committed tables, writes nothing",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="runs side by side"
    )
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in known:
            parser.error(f"there is no finding {name!r}; choose {', '.join(known)}.")
    if options.jobs < 1:
        parser.error(f"--jobs is {options.jobs}; give at least 1.")
    names = options.names or known
    with workers(options.jobs) as pool:
        compared = _check(names, pool) if options.quick else _measure(names, pool)
    count = sum(n for n, _ in compared)
    moved = [line for _, lines in compared for line in lines]
    print("\n".join(f"moved: {line}" for line in moved))
    print(f"{len(moved)} of {count} numbers lie outside the spread of their figure.")
    return 0


def _check(names, pool):
    """Run a few seeds of each; return how much was compared, and what has moved."""
    probes = importlib.import_module("lstm_src.experiments.probes")
    asked = {n: pool.submit(probes.PROBES[n]) for n in names if n in SCRIPTS}
    compared = []
    for name in names:
        print(f"{name}:", file=sys.stderr)
        if name in FINDINGS:
            compared.append(_finding(name).check(pool))
        else:
            compared.append(probes.compare(name, asked[name].result()))
    return compared


def _measure(names, pool):
    """Run each whole; return how much was compared, and what has moved."""
    compared = []
    for name in names:
        print(f"{name}:", file=sys.stderr)
        if name in FINDINGS:
            compared.append(_finding(name).run(pool))
        else:
            module = f"lstm_src.experiments.{SCRIPTS[name]}"
            subprocess.run([sys.executable, "-m", module], check=True)
    return compared


def _finding(name):
    return importlib.import_module(f"lstm_src.experiments.{name}").FINDING


if __name__ == "__main__":
    sys.exit(main())
