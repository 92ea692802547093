"""Find a Chromium, or install one: `python -m tests.browser.chromium`.

Looked for in this order: the variable CHROMIUM, the PATH, Playwright's own browsers.
Installed with Debian's package where we may, else with `playwright install`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A sandbox needs rights that containers often lack; the other flags keep the browser
# from calling its maker while a test counts requests.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find():
    """Return the path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).exists():
            sys.exit(f"CHROMIUM is {named}, which does not exist: unset or mend it.")
        return named
    for name in NAMES:
        if shutil.which(name):
            return shutil.which(name)
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install():
    """Install a Chromium by the means at hand; say which."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Debian's chromium ...", flush=True)
        subprocess.run(["apt-get", "update", "-q"], check=False)
        command = ["apt-get", "install", "-y", "-q", "chromium", "fonts-liberation"]
    else:
        print("Installing Playwright's chromium ...", flush=True)
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def main():
    """Make sure that there is a browser; under CI=true its absence is a failure."""
    if not find():
        install()
    path = find()
    if path:
        print(f"Browser tests use {path}")
    elif os.environ.get("CI") == "true":
        sys.exit("No Chromium found and none could be installed; set CHROMIUM=PATH.")
    else:
        print("No Chromium: browser tests will be skipped. Set CHROMIUM=PATH.")


if __name__ == "__main__":
    main()
