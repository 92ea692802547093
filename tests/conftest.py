"""What all tests share: the long ones run in `make audit` only."""

import os

from hypothesis import settings

collect_ignore_glob = ["oracles/*"]  # scripts that need PyTorch, run by `make oracles`

# A busy machine must not turn a slow example into a failure; in CI the examples are
# the same every time, so that a red run is red for its reader too.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")


def pytest_collection_modifyitems(config, items):
    """Leave the long checks to `make audit`, which sets AUDIT=true."""
    if os.environ.get("AUDIT") == "true":
        return
    long = [item for item in items if item.get_closest_marker("audit")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
