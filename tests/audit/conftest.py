"""What the audit shares with the tests of pages: the browser."""

from tests.browser.conftest import browser

__all__ = ["browser"]
