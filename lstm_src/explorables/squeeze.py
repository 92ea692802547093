"""Takes out of our JavaScript what only its readers need: comments, indents, spaces.

A page carries the whole text of its explorables. The files stay as they are written.
"""

import re

_PIECE = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<space>\s+)
      | (?P<word>[\w$\u0080-\uffff]+)
      | (?P<sign>.)""",
    re.X | re.S,
)
_PATTERN = re.compile(r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
_TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)", re.S)
_OPENS_VALUE = set("(,=:[!&|?{};")  # after these a slash begins a pattern
_LOOSE = set("(){}[],;:?=<>&|*%^")  # beside these a space says nothing
_SIGNED = set("+-/!.")  # beside these it does, where another of them follows


def squeeze(source: str) -> str:
    r"""The same program in fewer bytes; names stay, and lines at the top level.

    Args:
        source: JavaScript in the house style: every statement ends in a semicolon, no
            loop has an empty body.

    Returns:
        Its source without comments, indents and the spaces beside punctuation;
        constants that follow each other are declared together, by `let`.

    >>> squeeze("const add = (a, b) => { // a sum\n  return a + -b;\n};\n")
    'let add=(a,b)=>{return a+ -b};\n'
    >>> squeeze('f(`${ a } + ${ b }`, "x , y", / , /g);')
    'f(`${a} + ${b}`,"x , y",/ , /g);'
    >>> squeeze("const one = 1;\nconst two = 2;\n")
    'let one=1,\ntwo=2;\n'
    """
    out, spaced = "", False
    parts, constants = [], {}  # constants: whether a statement declares them, by depth
    for kind, text, depth in _pieces(source):
        if kind == "comment":
            continue
        if kind == "space":
            spaced = True
            if out == "const" and parts[-2:-1] != ["."]:
                parts[-1] = "let"  # nobody writes to it: it says the same
            if depth == 0 and "\n" in text and out in (";", ","):
                parts.append("\n")
                out = "\n"
            continue
        if out in ("", ";", "{", "\n") and text != "}":  # a statement begins
            if text == "const" and constants.get(depth):
                parts[-2 if out == "\n" else -1] = ","
                spaced = False
                continue
            constants[depth] = text == "const"
        if spaced and kind != "template" and _needs_space(out[-1:], text[0]):
            parts.append(" ")
        spaced = False
        if text == "}" and kind == "sign" and out == ";":
            parts.pop()
        parts.append(text)
        out = text
    return "".join(parts)


def names_in(source: str) -> set[str]:
    r"""The words of a program; not those in its comments and texts.

    >>> sorted(names_in('f(`a ${b} c`, "d"); // e'))
    ['b', 'f']
    """
    return {text for kind, text, _ in _pieces(source) if kind == "word"}


def squeeze_css(source: str) -> str:
    r"""The same style sheet without comments, indents and loose spaces.

    >>> squeeze_css("/* red */\n.a, .b:hover { color: red;\n  top: 0; }\n")
    '.a,.b:hover{color:red;top:0}'
    """
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    source = re.sub(r"\s*([{};,])\s*", r"\1", source)
    return re.sub(r":\s+", ":", source).replace(";}", "}").strip()


def _pieces(source):
    """Yield kind, text and depth in braces of every piece; a template's text is one."""
    at, last, inside = 0, ";", []  # inside: what closing braces end, "{" or "`"
    while at < len(source):
        found = last[-1] in _OPENS_VALUE and _PATTERN.match(source, at)
        piece = found or _PIECE.match(source, at)
        kind, text, at = piece.lastgroup or "pattern", piece.group(), piece.end()
        if kind not in ("comment", "space"):
            last = text
        ends = inside.pop() if text == "}" and inside else ""
        if text == "{":
            inside.append("{")
        if text == "`" or ends == "`":
            template = _TEMPLATE.match(source, at)
            kind, at = "template", template.end()
            text += template.group()
            if text.endswith("${"):
                inside.append("`")
        yield kind, text, len(inside)


def _needs_space(before, after):
    """Whether two characters must not touch."""
    if before in _LOOSE or after in _LOOSE or before in ("", "\n"):
        return False
    return (before in _SIGNED) == (after in _SIGNED)
