r"""Cards: pointing at a link to a term or an equation shows the term or the equation.

So do links to a source, a figure, a table, a chapter and a section. Once the site is
written, every such link in a text is marked `data-card`, and what the cards of one page
hold goes to `_static/cards/PAGE.js`: a script, since a page opened from a file may not
fetch. `static/cards.js` comes with the first hover or focus.

A card is a tooltip. It holds plain copies: no ids, no links, formulas as LaTeX.
"""

import copy
import json
import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup
from on_demand import bring

LINK = re.compile(r'(<a class="reference internal")(?: data-card)?( href="([^"]*)")')
KEPT = {"p", "em", "strong", "code", "sub", "sup", "br"}
SEE = re.compile(
    r"^See .*?(?=\n|</p>|\Z)", re.M
)  # the link itself leads to where more stands
SENTENCES = 2  # of a chapter or section; the sources hold one a line


def bounds(text):
    """Return where the article of a page begins and ends."""
    return text.find('<article class="bd-article"'), text.rfind("</article>")


def plain(node):
    r"""Return what an element holds, without ids, links, pictures and numbers.

    >>> text = '<p>A <a href="x">gate</a>, <span class="math x">\\(f\\)</span>.</p>'
    >>> print(plain(BeautifulSoup(text, "html.parser")))
    <p>A gate, <span class="math">\(f\)</span>.</p>
    """
    node = copy.copy(node)
    for part in node.select(".headerlink, .eqno, .caption-number, script, style"):
        part.decompose()
    for part in node.find_all(True):
        if "math" in part.get("class", []):
            part.attrs = {"class": "math"}
        elif part.name in KEPT:
            part.attrs = {}
        else:
            part.unwrap()
    return node.decode_contents().strip()


def head(title, place=""):
    """Return the first line of a card: what it is, and where in the book it stands."""
    where = f' <span class="place">{place}</span>' if place else ""
    return f'<p class="head"><strong>{title}</strong>{where}</p>'


def picture(image, folder):
    """Return an image that is fetched when its card is shown, from the site's root."""
    source = posixpath.normpath(posixpath.join(folder, image["src"]))
    shown = BeautifulSoup("<img>", "html.parser").img
    shown.attrs = {"data-src": source, "alt": image.get("alt", "")}
    if "dark-light" in image.get("class", []):
        shown["class"] = "dark-light"
    return str(shown)


def opening(section):
    """Return how a section begins; a chapter says first what its reader will learn."""
    aims = section.find(class_="admonition-you-will-be-able-to", recursive=False)
    if aims:
        verbs = plain(aims("p")[1])
        verbs = re.sub("[A-Z]", lambda letter: letter[0].lower(), verbs, count=1)
        return f"<p>You will be able to {verbs}</p>"
    first = section.find("p", recursive=False)
    if not first:
        return ""
    lines = plain(first).split("\n")[:SENTENCES]
    return str(BeautifulSoup(f"<p>{' '.join(lines)}</p>", "html.parser"))


class Page:
    """A written page: what cards can show of it."""

    def __init__(self, name, article):
        self.folder = posixpath.dirname(name)
        self.soup = BeautifulSoup(article, "html.parser")
        self.title = plain(self.soup.find("h1")) if self.soup.find("h1") else name

    def card(self, anchor):
        """Return the HTML of the card for an anchor (or the page), or None."""
        node = self.soup.find(id=anchor) if anchor else self.soup.find("section")
        if node is not None and node.name == "span" and not node.contents:
            node = node.parent  # a label stands in front of its heading
        if node is None:
            return None
        classes = node.get("class", [])
        if node.name == "dt" and anchor.startswith("term-"):
            meaning = SEE.sub("", plain(node.find_next_sibling("dd")))
            return head(plain(node)) + re.sub(r"\s*(</p>)", r"\1", meaning)
        if node.name == "div" and "math" in classes:
            number = node.find(class_="eqno").contents[0]
            title = head(f"Equation {number.strip('()')}", self.title)
            return f'{title}<div class="math">{plain(node)}</div>'
        if node.name == "div" and "citation" in classes:
            return f"<p>{plain(node.find('p'))}</p>"
        if node.name in ("figure", "table"):
            return self.captioned(node)
        if node.name == "section" and (heading := node.find(re.compile("^h[1-6]$"))):
            place, text = "" if heading.name == "h1" else self.title, opening(node)
            return text and head(plain(heading), place) + text
        return None

    def captioned(self, node):
        """A figure in small with its caption; of a table, the caption."""
        caption = node.find(["figcaption", "caption"])
        if not caption:
            return None
        number = caption.find(class_="caption-number")
        title = head(number.get_text().strip(), self.title) if number else ""
        image = node.find("img") if node.name == "figure" else None
        shown = picture(image, self.folder) if image else ""
        return f"{title}{shown}<div>{plain(caption)}</div>"


class Site:
    """The written pages, each read once, and the cards that their links ask for."""

    def __init__(self, root):
        self.root, self.pages, self.cards = Path(root), {}, {}

    def page(self, name):
        if name not in self.pages:
            path = self.root / f"{name}.html"
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            begin, end = bounds(text)
            self.pages[name] = Page(name, text[begin:end]) if begin >= 0 else None
        return self.pages[name]

    def has_card(self, name, href):
        """Make the card for a link of a page, if it is of a kind that has one."""
        path, _, anchor = href.partition("#")
        target = (
            posixpath.join(posixpath.dirname(name), path) if path else f"{name}.html"
        )
        target = posixpath.normpath(unquote(target)).removesuffix(".html")
        page, anchor = self.page(target), unquote(anchor)
        known = self.cards.setdefault(target, {})
        if page and anchor not in known:
            known[anchor] = page.card(anchor)
        return bool(known.get(anchor))

    def mark(self, path):
        """Mark the links of one page that have a card."""
        text = path.read_text(encoding="utf-8")
        begin, end = bounds(text)
        if begin < 0:
            return
        name = path.relative_to(self.root).with_suffix("").as_posix()

        def marked(link):
            mark = " data-card" if self.has_card(name, link[3]) else ""
            return f"{link[1]}{mark}{link[2]}"

        article = LINK.sub(marked, text[begin:end])
        if article != text[begin:end]:
            path.write_text(text[:begin] + article + text[end:], encoding="utf-8")

    def write(self):
        """Write one script a page, with what its cards hold."""
        target = self.root / "_static" / "cards"
        shutil.rmtree(target, ignore_errors=True)
        for name, cards in self.cards.items():
            held = {anchor: card for anchor, card in sorted(cards.items()) if card}
            if held:
                path = target / f"{name}.js"
                path.parent.mkdir(parents=True, exist_ok=True)
                text = json.dumps(held, ensure_ascii=False, indent=0)
                path.write_text(f'bookCards["{name}"] = {text};\n', encoding="utf-8")


def deal(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Site(app.outdir)
    for path in sorted(site.root.rglob("*.html")):
        if "_static" not in path.parts:
            site.mark(path)
    site.write()


def ask(app, pagename, templatename, context, doctree):
    """Bring the script when a link, or a number with a receipt, is first pointed at."""
    if 'class="reference internal"' in context.get("body", ""):
        bring(context, "pointerover focusin", "a[data-card]", "cards.js")
    if 'class="result"' in context.get("body", ""):
        bring(context, "pointerover focusin click", ".result", "cards.js")


def setup(app):
    app.connect("html-page-context", ask)
    app.connect("build-finished", deal)
    return {"version": "1", "parallel_read_safe": True}
