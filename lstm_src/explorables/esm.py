"""Joins our JavaScript modules into one: a module loaded from a blob cannot import.

The files themselves stay ordinary ES modules, which tests and forks can import.
"""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r"^import\s[^;]*?from\s+\"\./[\w.]+\";\n", re.M)
_EXPORT = re.compile(r"^export\s+(?=(?:async|class|const|function|let)\b)", re.M)
_COMMENT = re.compile(r"^\s*//.*\n", re.M)  # whole lines only: no string is touched
_DRAWING_ENDS = "/* == the drawing ends here == */"


def load_esm(*names: str) -> str:
    r"""One ES module from several of ours, in the order given.

    Relative imports, comment lines and the `export` keywords go, except for the one
    `export default` of the last file. All names then share one scope, so the names at
    the top level of the files must differ; a test sees to it.

    Args:
        names: file names beside this one, the explorable's own last.

    Returns:
        The source of the joined module.

    Raises:
        ValueError: where a file other than the last has an `export default`, or the
            last has none, or something is imported that is not joined.

    >>> load_esm("cells.js", "svg.js", "kit.js", "forget_gate.js").count("export ")
    1
    """
    parts = []
    for place, name in enumerate(names):
        source = (_FOLDER / name).read_text(encoding="utf-8")
        for other in re.findall(
            r"^import\s[^;]*?from\s+\"\./([\w.]+)\";", source, re.M
        ):
            if other not in names[:place]:
                raise ValueError(
                    f"{name} imports {other}, which is not joined before it; "
                    f"name {other} earlier in load_esm(...)."
                )
        source = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", source)))
        last = place == len(names) - 1
        if source.count("export default") != last:
            wanted = "needs exactly one" if last else "must have no"
            raise ValueError(f"{name} {wanted} `export default` in load_esm(...).")
        parts.append(source.strip())
    return "\n".join(parts) + "\n"


def load_css() -> str:
    """The style sheet that all explorables share."""
    return (_FOLDER / "kit.css").read_text(encoding="utf-8")


def drawing_css() -> str:
    """The part of the style sheet that a static figure carries with it."""
    return load_css().split(_DRAWING_ENDS)[0]
