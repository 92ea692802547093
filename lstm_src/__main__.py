"""Entry point of `python -m lstm_src`."""

import sys

from lstm_src.cli import main

if __name__ == "__main__":
    sys.exit(main())
