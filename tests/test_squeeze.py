"""What a page carries is the same program and the same style sheet, in fewer bytes."""

import json
import re

import pytest
import quickjs

from lstm_src.explorables.esm import join_modules, load_css, load_esm
from lstm_src.explorables.squeeze import names_in, squeeze, squeeze_css

TRICKY = {
    "signs that must not touch": "const a = 1, b = 2, r = [a + +b, a - -b, a - --q];",
    "a division is no pattern": "const a = 8, r = [a / 2 / 2, (a) / 4, [a][0] / 2];",
    "a pattern keeps its spaces": 'const r = ["a , b".replace(/ , /g, "/ ; /")];',
    "a slash among others": 'const r = [/[/ ]/.test(" "), /\\/ /.test("/ ")];',
    "two slashes in a text": 'const r = ["http://x y", \'a // b\', "/* c */"];',
    "quotes in a text": 'const r = ["it \'s", \'say "no , no"\', "\\" , \\\\"];',
    "a template": "const a = 3, r = [`${ a } , ${ [1].map((n) => `<${ n } >`) }`];",
    "a brace in a template": "const r = [`{ ${ { a : 1 }.a } }`, `\\` , $ { }`];",
    "words": "const f = (x) => { if (x) return typeof x; else return 0; }, r = [f(1)];",
    "comments": "const r = [1, /* two , 2 */ 3]; // [4]\n/* const r = 5;\n */",
    "a dot before a digit": "const a = true, r = [a ? .5 : 1, 1 - .5, ...[1, 2]];",
    "blocks": "const r = [];\nfor (const k in { a : 1 }) { r.push(k); }\nr.push(2);",
    "constants in blocks": "const f = (x) => { const a = 1; if (x) { const b = 2; "
    "return b; } const c = 3; const d = { const: 4 }; return a + c + d.const; };\n"
    "const g = 5;\nlet h = 6;\nconst r = [f(0), f(1), g, h];",
    "letters beyond ASCII": 'const r = [..."ab · aⁿ"].map((c) => c + " · ");',
}


def run(source):
    context = quickjs.Context()
    context.eval("var q = 4;")
    return json.loads(context.eval(source + "\nJSON.stringify(r);"))


@pytest.mark.parametrize("name", TRICKY)
def test_the_same_program(name):
    source = TRICKY[name]
    short = squeeze(source)
    assert run(short) == run(source)
    assert len(short) < len(source)
    assert squeeze(short) == short


def test_a_space_too_few_is_caught():
    with pytest.raises(quickjs.JSException):
        run(squeeze(TRICKY["signs that must not touch"]).replace(" ", "", 3))


def test_modules_lose_a_tenth_and_no_text():
    whole = join_modules("cells.js", "svg.js", "kit.js", "forget_gate.js")
    short = load_esm("cells.js", "svg.js", "kit.js", "forget_gate.js")
    assert len(short) < 0.9 * len(whole)
    assert not re.search(r"^\s*//|\n ", short, re.M)
    for text in re.findall(r'(?:shows|tries|label): "([^"]+)"', whole):
        assert text in short


def test_names_are_those_of_the_program():
    source = 'const a = "b", c = `d ${e}`; // f\nconst g = /h/;'
    assert names_in(source) == {"const", "a", "c", "e", "g"}


def test_the_same_style_sheet():
    whole, short = load_css(), squeeze_css(load_css())

    def rules(css):
        css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
        return re.sub(r"\s+|;(?=\s*\})", "", css)

    assert rules(short) == rules(whole)
    assert len(short) < 0.9 * len(whole)
    for rule in (".conveyor text .sym{", "svg.conveyor,.conveyor svg.view{"):
        assert rule in short  # a space between two classes means "inside"
