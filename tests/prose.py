"""How long each chapter is, and how hard its sentences: `python -m tests.prose`.

The grade is Flesch and Kincaid's, from words a sentence and syllables a word. It knows
nothing of formulas, and places to hyphenate stand in for syllables, which are more:
compare chapters with it, no more.
"""

import re
from pathlib import Path

import pyphen

BOOK = Path(__file__).resolve().parent.parent / "book"
CODE = re.compile(r"(?ms)^(`{3,})(?:\{code-cell\}|\{literalinclude\}|\w).*?^\1\s*$")
ASIDE = re.compile(r"(?ms)\A---.*?^---$|^\$\$.*?\$\$|^\((?-s:.*)\)=$|^[#|:`](?-s:.*)$")
ROLE = re.compile(r"\{[\w:]+\}`[^`]*`|`[^`]*`|\$[^$]*\$")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SYLLABLES = pyphen.Pyphen(lang="en_GB")


def prose(source):
    """Leave the sentences of a chapter; code, tables and headings go.

    >>> prose("# Gates\\n\\nA gate [holds](x.md) $f$ back.\\n")
    'A gate holds it back.'
    """
    text = ASIDE.sub(" ", CODE.sub(" ", source))
    text = LINK.sub(r"\1", ROLE.sub("it", text))
    return " ".join(re.sub(r"[*_>#]", " ", text).split())


def measure(text):
    """Words, words a sentence and grade of a text.

    >>> measure("The belt moves. It keeps a number.")
    (7, 3.5, -0.7)
    """
    sentences = [s for s in re.split(r"[.?!:](?:\s|$)", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z'’]+", text)
    syllables = sum(len(SYLLABLES.positions(word)) + 1 for word in words)
    each = len(words) / max(1, len(sentences))
    grade = 0.39 * each + 11.8 * syllables / max(1, len(words)) - 15.59
    return len(words), round(each, 1), round(grade, 1)


def main():
    """Print a line for each chapter."""
    print(f"{'chapter':28}{'words':>7}{'a sentence':>12}{'grade':>7}")
    for path in sorted(BOOK.glob("*.md")):
        words, each, grade = measure(prose(path.read_text(encoding="utf-8")))
        print(f"{path.stem:28}{words:7}{each:12.1f}{grade:7.1f}")


if __name__ == "__main__":
    main()
