"""Questions that answer back without Python: admonitions of class `quiz` come alive.

What its answers are made of says which kind of question it is; in a notebook it reads
as what it is made of. In a page, `static/quiz.js` takes the answers in hand.

- a task list: choose one, or several where several are ticked; what follows an answer
  in its item is said to whoever chose it;
- a definition list: type a number; each term is a number, `13.5` or `13.5 ± 0.5`, the
  first is right, the last may be `otherwise`, and each definition is what is said;
- a numbered list: put in order; it is written in the right one, and what follows the
  list is said afterwards.

The form is plain HTML; the script comes with the first press. Without JavaScript the
answers stand in a fold. An admonition of class `quiz-progress`
shows what this browser's reader has answered, and lets them export or clear it.
"""

import json
import re
from decimal import Decimal
from html import escape

from docutils import nodes
from folded import raw
from on_demand import bring
from sphinx.util import logging

KINDS = {
    nodes.bullet_list: "choice",
    nodes.definition_list: "number",
    nodes.enumerated_list: "order",
}
LOG = logging.getLogger(__name__)
NUMBER = re.compile(r"([-−+]?\d*\.?\d+)(?:\s*±\s*(\d*\.?\d+))?")


def number_of(text):
    """Read a number and how far from it an answer may lie.

    >>> number_of("13.5"), number_of("−7 ± 2"), number_of("otherwise")
    ((13.5, 0.05), (-7.0, 2.0), None)
    """
    found = NUMBER.fullmatch(text.strip())
    if not found:
        return None
    digits, within = found[1].replace("−", "-"), found[2]
    half = Decimal(5).scaleb(Decimal(digits).as_tuple().exponent - 1)
    return float(digits), float(within or half)


def take_choices(answers):
    """Mark each item as right or wrong, and set apart what is said of it."""
    count = 0
    for item in answers:
        boxes = [box for box in item.findall(nodes.raw) if "checkbox" in box.astext()]
        if len(boxes) != 1:
            raise ValueError("each answer begins with [ ] or [x]")
        right = 'checked="checked"' in boxes[0].astext()
        boxes[0].parent.remove(boxes[0])
        item["classes"] = ["answer", "right" if right else "wrong"]
        said = nodes.container("", *item.children[1:], classes=["why"])
        item.children = item.children[:1]
        item += said
        count += right
    if not count:
        raise ValueError("no answer is ticked as right")


def take_numbers(answers):
    """Say of each answer which numbers it stands for."""
    *named, last = [number_of(item[0].astext()) for item in answers]
    if last is None and answers[-1][0].astext() != "otherwise":
        named.append(None)
    if not named or None in named:
        raise ValueError("terms are numbers, such as 13.5 ± 0.5, and last `otherwise`")
    ranges = [*named, last] if last else [*named, ("", "")]
    list_of_answers = nodes.container("", classes=["answers"])
    for item, (value, within) in zip(answers, ranges, strict=True):
        terms, (body,) = item.children[:-1], item.children[-1:]
        said = nodes.container("", *body.children, classes=["why"])
        opening = f'<div class="answer" data-value="{value}" data-within="{within}">'
        list_of_answers += [raw(opening), nodes.paragraph("", "", *terms[0].children)]
        list_of_answers += [said, raw("</div>")]
    answers.replace_self(list_of_answers)


TAKE = {"choice": take_choices, "number": take_numbers, "order": lambda answers: None}


def input_of(kind, name, label=""):
    return raw(f'<input type="{kind}" name="{escape(name)}"{label}>')


def choices_form(answers, key):
    """The answers as native radio buttons, or boxes where several are right."""
    right = sum("right" in item["classes"] for item in answers)
    word, kind = ("all that hold", "checkbox") if right > 1 else ("one", "radio")
    form = [raw(f"<fieldset><legend>Choose {word}</legend>")]
    for item in answers:
        text = nodes.inline("", "", *[part.deepcopy() for part in item[0].children])
        form += [raw("<label>"), input_of(kind, key), text, raw("</label>")]
    return [*form, raw("</fieldset>")]


def number_form(answers, key):
    """One field for a number."""
    more = ' inputmode="decimal" autocomplete="off"'
    field = input_of("text", key, more)
    return [raw('<label class="number">Your number '), field, raw("</label>")]


def order_form(answers, key):
    """The answers in another order: every second one first, the same for everybody."""
    places = range(len(answers))
    form = [raw('<ol class="to-order">')]
    for k in sorted(places, key=lambda place: (-(place % 2), -place)):
        said = escape(answers[k].astext())
        text = nodes.inline("", "", *[p.deepcopy() for p in answers[k][0].children])
        moves = "".join(
            f'<button type="button" aria-label="Move “{said}” {way}">{arrow}</button>'
            for way, arrow in (("up", "↑"), ("down", "↓"))
        )
        form += [raw(f'<li data-place="{k}">'), text, raw(f"{moves}</li>")]
    return [*form, raw("</ol>")]


FORM = {"choice": choices_form, "number": number_form, "order": order_form}


def enliven(node, key):
    """Make a form of one quiz, and put its answers in a fold for want of scripts."""
    if not node["ids"]:
        raise ValueError("it has no `:name:`")
    places = [k for k, child in enumerate(node) if type(child) in KINDS]
    if not places:
        raise ValueError("it has no task list, definition list or numbered list")
    k = places[-1]
    kind, asked, after = KINDS[type(node[k])], node[1:k], node[k + 1 :]
    TAKE[kind](node[k])
    answers = node[k]
    node.children = node[:1]
    node += raw(f'<div class="quiz-body" data-kind="{kind}" data-key="{escape(key)}">')
    node += nodes.container("", *asked, classes=["asked"])
    node += [raw("<form novalidate>"), *FORM[kind](answers, key)]
    node += raw('<button>Check</button><div class="told" role="status"></div></form>')
    node += [raw("<details><summary>Answers</summary>"), answers]
    node += [nodes.container("", *after, classes=["afterwards"]), raw("</details>")]
    node += raw("</div>")


def is_quiz(node, kind="quiz"):
    return isinstance(node, nodes.admonition) and kind in node["classes"]


def collect(app, doctree):
    """Know every quiz of the book before its first page is written."""
    title = next(doctree.findall(nodes.title), nodes.title())
    app.env.quizzes = getattr(app.env, "quizzes", {})
    app.env.quizzes[app.env.docname] = {
        "page": title.astext(),
        "quizzes": [n["ids"][0] for n in doctree.findall(is_quiz) if n["ids"]],
    }


def prepare(app, doctree, docname):
    if app.builder.format != "html":
        return
    for node in list(doctree.findall(is_quiz)):
        try:
            enliven(node, f"{docname}#{''.join(node['ids'][:1])}")
        except ValueError as trouble:
            LOG.warning("this quiz cannot be asked: %s", trouble, location=node)
    root, quizzes = app.config.root_doc, app.env.quizzes
    for node in doctree.findall(lambda node: is_quiz(node, "quiz-progress")):
        # In the order of reading; what stands deeper in the book comes last.
        order = dict.fromkeys([root, *app.env.toctree_includes.get(root, []), *quizzes])
        every = {name: quizzes[name] for name in order if quizzes[name]["quizzes"]}
        text = json.dumps(every).replace("<", "\\u003c")
        node += raw(f'<script type="application/json">{text}</script>')


def add_script(app, pagename, templatename, context, doctree):
    """Only a page that asks something carries style and script."""
    asked = [] if doctree is None else doctree.findall(nodes.admonition)
    kinds = {name for node in asked for name in node["classes"]}
    if kinds & {"quiz", "quiz-progress"}:
        app.add_css_file("quiz.css")
    if "quiz-progress" in kinds:
        app.add_js_file("quiz.js", loading_method="defer")
    elif "quiz" in kinds:
        bring(context, "click", ".quiz-body button", "quiz.js")


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("doctree-resolved", prepare, priority=950)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": False}
