"""Write what PyTorch 2.13.0 says to small `.npz` files; the tests only read those.

Run it in an environment with torch: `make oracles`, or `python make_oracles.py`.
"""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    for script in sorted(HERE.glob("*_torch.py")):
        runpy.run_path(str(script), run_name="__main__")
