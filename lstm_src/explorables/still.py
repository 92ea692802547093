"""Static figures, drawn by the page's own JavaScript in a small embedded engine.

An explorable's picture exists once, as the `draw` of its NAME.js. Where no browser runs
(print, a page without JavaScript, a notebook on the web) QuickJS runs the same code
against `tiny_dom.js` and hands back the SVG.
"""

import json
import re
from pathlib import Path

from lstm_src.explorables.esm import drawing_css

_TINY_DOM = (Path(__file__).parent / "tiny_dom.js").read_text(encoding="utf-8")


def run_module(esm: str):
    """Run a joined module in QuickJS; its default export becomes `explorable_`.

    Args:
        esm: what `load_esm` returned.

    Returns:
        A `quickjs.Context` in which the module's names are at hand.

    Raises:
        ModuleNotFoundError: where the package quickjs-ng is not installed.

    >>> run_module("const two = 2; export default two;").eval("explorable_")
    2
    """
    import quickjs

    context = quickjs.Context()
    context.eval(esm.replace("export default", "globalThis.explorable_ ="))
    return context


def draw_still(esm: str, state: dict, width: int = 690) -> str:
    """The figure of an explorable as a standalone SVG.

    Args:
        esm: the explorable's joined module.
        state: its traits by name; numbers, strings, lists, bytes.
        width: in CSS pixels; below 520 the phone's layout is drawn.

    Returns:
        SVG source with its style inside; light by default, dark inside a dark page.

    Raises:
        ModuleNotFoundError: where the package quickjs-ng is not installed.
        ValueError: where `width` is not between 240 and 4000 pixels.
    """
    if not 240 <= width <= 4000:
        raise ValueError(f"width is {width}; give between 240 and 4000 pixels.")
    context = run_module(esm)
    context.eval(_TINY_DOM)
    css = re.sub(r"/\*.*?\*/\s*", "", drawing_css(), flags=re.S)
    state = json.dumps(state, default=lambda raw: {"bytes": list(raw)})
    still = context.get("still")
    return still(context.eval("explorable_.spec"), int(width), state, css.strip())
