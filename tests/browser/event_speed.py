"""Milliseconds from a slider's event to the updated page, for each explorable.

Run `python -m tests.browser.event_speed [SLUG ...]`. Every number that a reader can
move gets a native range; each is moved over its whole span in many steps, some rounds
long. The clock runs from the event until numbers, drawing and layout are done. The
last columns take the quickest of the rounds at each place: what is left when other
work on the machine is taken out. Not for CI: it prints, and asserts nothing.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from lstm_src import explorables
from tests.browser.chromium import FLAGS, find
from tests.browser.mounting import ranges, write_page

# Besides every view as it starts: settings of its own that ask for more.
HARDER = {
    "read-your-text": ("400 read, f held", {"text": 50 * "The owl.", "clamp": "f"}),
    "whole-cell": ("in the sentence", {"word": 3}),
}
PLACES, ROUNDS = 80, 5  # of each slider; one more round, the first, warms up
MOVE = """([trait, low, high, whole, places]) => {
  const input = document.createElement("input"), times = [];
  Object.assign(input, { type: "range", min: low, max: high });
  input.step = whole ? 1 : (high - low) / 1000;
  input.addEventListener("input", () => model.set(trait, +input.value));
  document.body.append(input);
  for (let k = 0; k < places; k++) { // golden steps: all over the span, none twice
    input.value = low + ((k * 0.618034) % 1) * (high - low);
    const start = performance.now();
    input.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  input.remove();
  return times;
}"""


def measure(page, view):
    """Return {trait: milliseconds (rounds, places)} of a view mounted in a page."""
    spans = {
        trait: [trait, low, high, view.traits()[trait].whole, PLACES]
        for trait, (low, high) in ranges(view).items()
    }
    times = {trait: [] for trait in spans}
    for _ in range(ROUNDS + 1):
        for trait, span in spans.items():
            times[trait].append(page.evaluate(MOVE, span))
    return {trait: np.array(rounds[1:]) for trait, rounds in times.items()}


def p95(milliseconds):
    return np.percentile(milliseconds, 95)


def line(name, times):
    """The table's line of an explorable."""
    every = np.stack(list(times.values()))  # (sliders, rounds, places)
    quickest = {trait: rounds.min(axis=0) for trait, rounds in times.items()}
    slowest = max(quickest, key=lambda trait: p95(quickest[trait]))
    calm = np.concatenate(list(quickest.values()))
    return (
        f"{name:<17}{np.median(every):>8.1f}{p95(every):>8.1f}"
        f"{np.median(calm):>9.1f}{p95(calm):>8.1f}"
        f"  {slowest} ({p95(quickest[slowest]):.1f})"
    )


def classes():
    """Return the explorables that are named on the command line, or all."""
    every = [getattr(explorables, name) for name in explorables.__all__]
    known = {cls.slug: cls for cls in every if cls.slug}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slug", nargs="*", help="such as forget-gate; none means all")
    wanted = parser.parse_args().slug
    if unknown := set(wanted) - known.keys():
        parser.error(
            f"no explorable is called {', '.join(sorted(unknown))}; "
            f"there are {', '.join(sorted(known))}"
        )
    return [known[slug] for slug in sorted(wanted or known)]


def views(wanted):
    """Yield name and view: each as it starts, then with what makes it harder."""
    for cls in wanted:
        yield cls.slug, cls()
        if cls.slug in HARDER:
            name, settings = HARDER[cls.slug]
            yield "  " + name, cls(**settings)


def main():
    """Print the table: every explorable, or those whose slugs are named."""
    wanted = classes()
    print(f"{'':<17}{'every event':>16}{'quickest round':>17}")
    print(f"{'ms':<17}{'median':>8}{'p95':>8}{'median':>9}{'p95':>8}  slowest slider")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, view in views(wanted):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(write_page(Path(folder), view))
            page.wait_for_selector("[data-ready=true]")
            print(line(name, measure(page, view)), flush=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
