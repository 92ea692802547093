"""Take pictures of built pages: `python -m tests.browser.screenshots OUT [page ...]`.

Each page at 1280 and 375 px, light and dark, the network off. For eyes, not for CI.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, find

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"


def main():
    """Write OUT/PAGE-WIDTH-THEME.png for the pages named, or for all."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    pages = sys.argv[2:] or [path.stem for path in sorted(SITE.glob("book/*.html"))]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for theme in ("light", "dark"):
            for width in (1280, 375):
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=theme
                )
                context.set_offline(True)
                tab = context.new_page()
                tab.on("console", lambda message: print("console:", message.text))
                tab.on("pageerror", lambda error: print("error:", error))
                for page in pages:
                    tab.goto((SITE / "book" / f"{page}.html").as_uri())
                    tab.wait_for_timeout(700)
                    tab.screenshot(
                        path=out / f"{page}-{width}-{theme}.png", full_page=True
                    )
                    print(f"{page} {width} {theme}")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
