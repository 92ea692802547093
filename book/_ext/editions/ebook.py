"""The book for an e-reader: EPUB 3, with formulas in MathML.

The formulas go through the site's own MathJax, so every macro that the site can set is
understood; drawings become files in which each colour is written out, since few
e-readers know style variables.
"""

import re
import uuid
import zipfile
from base64 import b64decode
from html import escape

from .contents import NOTE
from .paper import address
from .tab import HERE, open_book

XHTML = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{language}" xml:lang="{language}">
<head><title>{title}</title>
<link rel="stylesheet" type="text/css" href="book.css"/></head>
<body{kind}>{body}</body></html>
"""
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" \
media-type="application/oebps-package+xml"/></rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:creator>{author}</dc:creator>
<dc:language>{language}</dc:language>
<dc:description>{subtitle}</dc:description>
<dc:rights>{rights}</dc:rights>
<meta property="dcterms:modified">{date:%Y-%m-%dT%H:%M:%SZ}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta name="cover" content="f-cover-image"/>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
KINDS = {"css": "text/css", "png": "image/png", "svg": "image/svg+xml"}


def code_colours(site):
    """Return the site's light colours for code."""
    text = (site / "_static/pygments.css").read_text(encoding="utf-8")
    rules = re.findall(
        r'html\[data-theme="light"\] (\.highlight \.\w+ \{[^}]*\})', text
    )
    return "\n".join(rules)


def contents(book, titles):
    """Return the navigation as nested lists: parts, and the chapters in each."""

    def item(docname):
        page = docname.rpartition("/")[2]
        return f'<li><a href="{page}.xhtml">{escape(titles[page])}</a></li>'

    parts = []
    for part in book.parts:
        inside = "\n".join(map(item, part["pages"]))
        name = escape(part["caption"])
        parts.append(
            f"<li><span>{name}</span><ol>{inside}</ol></li>" if name else inside
        )
    return (
        '<nav epub:type="toc" role="doc-toc" id="toc"><h1>Contents</h1>'
        f"<ol>{''.join(parts)}</ol></nav>"
    )


def title_page(book, where):
    """Return what stands before the contents."""
    facts = [book.author, f"Version {book.version}, {book.date:%-d %B %Y}"]
    facts += [f"© {book.rights}", where]
    lines = "".join(f"<p>{escape(fact)}</p>" for fact in facts if fact)
    return (
        f'<section class="title-page"><h1>{escape(book.title)}</h1>'
        f"<p>{escape(book.subtitle)}</p>{lines}"
        f'<p class="note">{escape(" ".join(NOTE))}</p></section>'
    )


def text_files(book, said, where):
    """Return {name: XHTML} in the order of reading."""
    titles = {chapter["page"]: chapter["title"] for chapter in said["chapters"]}
    first = {
        part["pages"][0].rpartition("/")[2]: part["caption"] for part in book.parts
    }
    bodies = {
        "cover": (book.title, f'<img src="cover.png" alt="{escape(book.title)}"/>'),
        "title": (book.title, title_page(book, where)),
        "nav": ("Contents", contents(book, titles)),
    }
    for chapter in said["chapters"]:
        part = escape(first.get(chapter["page"]) or "")
        above = f'<p class="part-name">{part}</p>' if part else ""
        bodies[chapter["page"]] = chapter["title"], above + chapter["body"]
    return {
        f"{name}.xhtml": XHTML.format(
            language=book.language,
            title=escape(title),
            body=body,
            kind=' epub:type="cover"' if name == "cover" else "",
        )
        for name, (title, body) in bodies.items()
    }


def package(book, where, names, texts):
    """Return the package document: what the book is, and every file of it."""
    manifest, spine = [], []
    for name in names:
        identity = re.sub(r"\W", "-", name.rpartition(".")[0])
        kind = KINDS.get(name.rpartition(".")[2], "application/xhtml+xml")
        marks = [mark for mark in ("math", "svg") if f"<{mark}" in texts.get(name, "")]
        marks = ["mathml" if mark == "math" else mark for mark in marks]
        marks += {"nav.xhtml": ["nav"], "cover.png": ["cover-image"]}.get(name, [])
        said = f' properties="{" ".join(marks)}"' if marks else ""
        if name == "cover.png":
            identity = "cover-image"
        manifest.append(
            f'<item id="f-{identity}" href="{name}" media-type="{kind}"{said}/>'
        )
        if name in texts:
            spine.append(f'<itemref idref="f-{identity}"/>')
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, where or book.title)
    return PACKAGE.format(
        language=book.language,
        identifier=f"urn:uuid:{identifier}",
        title=escape(book.title),
        author=escape(book.author),
        subtitle=escape(book.subtitle),
        rights=escape(book.rights),
        date=book.date,
        manifest="\n".join(manifest),
        spine="\n".join(spine),
    )


def write(target, book, files):
    """Write the container; its first file says, unpacked, what it is."""
    stamp = book.date.timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, stamp)
            packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, packed)


def make(book, site, target):
    """Write the built site as an EPUB; return a few words on it."""
    where = address(site)
    with open_book(book, site, "ebook.js") as (tab, styles):
        said = tab.evaluate("styles => ebook(styles)", styles)
        icon = (site / "_static/favicon.svg").read_text(encoding="utf-8")
        words = [icon, book.title, book.subtitle]
        picture = b64decode(tab.evaluate("words => cover(...words)", words))
    texts = text_files(book, said, where)
    css = (HERE / "ebook.css").read_text(encoding="utf-8") + code_colours(site)
    files = {**texts, "book.css": css, "cover.png": picture, **said["drawings"]}
    for name, path in said["pictures"].items():
        files[name] = (site / path.lstrip("/")).read_bytes()
    opf = package(book, where, files, texts)
    inside = {f"EPUB/{name}": data for name, data in files.items()}
    head = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "EPUB/package.opf": opf,
    }
    write(target, book, head | inside)
    return f"{len(said['chapters'])} chapters"
