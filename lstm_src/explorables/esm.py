"""Joins our JavaScript modules into one: a module loaded from a blob cannot import.

The files themselves stay ordinary ES modules, which tests and forks can import.
"""

import re
from pathlib import Path

from lstm_src.explorables.squeeze import names_in, squeeze

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r"^import\s[^;]*?from\s+\"\./([\w.]+)\";\n", re.M)
_EXPORT = re.compile(r"^export\s+(?=(?:async|class|const|function|let)\b)", re.M)
_COMMENT = re.compile(r"^\s*//.*\n", re.M)  # whole lines only: no string is touched
_TOP = re.compile(r"^(?=(?:async|class|const|export|function|let)\b)", re.M)
_DRAWING_ENDS = "/* == the drawing ends here == */"


def join_modules(*names: str) -> str:
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

    >>> join_modules("cells.js", "cells_json.js").count("export ")
    1
    """
    parts = []
    for place, name in enumerate(names):
        source = (_FOLDER / name).read_text(encoding="utf-8")
        for other in _IMPORT.findall(source):
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


def load_esm(*names: str) -> str:
    r"""The joined module without the declarations that its default export never uses.

    A page carries the whole text of each of its explorables, so what one does not need
    of the shared files stays at home, and so do comments and loose spaces.

    Args:
        names: as for `join_modules`.

    Returns:
        The source of the module.

    Raises:
        ValueError: as `join_modules` does.

    >>> esm = load_esm("cells.js", "svg.js", "kit.js", "forget_gate.js")
    >>> "halfLife=" in esm, "gruStep=" in esm
    (True, False)
    """
    statements = _TOP.split(join_modules(*names))
    kept, mentioned = [], set()
    for statement in reversed(statements):  # a name is declared above its uses
        declared = _declared(statement)
        if not declared or declared & mentioned:
            kept.append(statement)
            mentioned |= names_in(statement)
    return squeeze("".join(reversed(kept)))


def _declared(statement: str) -> set[str]:
    """The names that a top-level statement declares; none for the default export."""
    head = statement.split("\n", 1)[0]
    if found := re.match(r"(?:async )?(?:class|function) (\w+)", head):
        return {found[1]}
    if not head.startswith(("const ", "let ")):
        return set()
    while head != (head := re.sub(r"\([^()]*\)", "", head)):
        pass  # the parameters of a function declare nothing here
    return set(re.findall(r"([\w$]+) =(?![=>])", head.split("=>", 1)[0]))


def load_css() -> str:
    """The style sheet that all explorables share."""
    return (_FOLDER / "kit.css").read_text(encoding="utf-8")


def drawing_css() -> str:
    """The part of the style sheet that a static figure carries with it."""
    return load_css().split(_DRAWING_ENDS)[0]
