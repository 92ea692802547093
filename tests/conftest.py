"""What all tests share: the long ones run in `make audit` only."""

import os


def pytest_collection_modifyitems(config, items):
    """Leave the long checks to `make audit`, which sets AUDIT=true."""
    if os.environ.get("AUDIT") == "true":
        return
    long = [item for item in items if item.get_closest_marker("audit")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
