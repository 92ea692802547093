"""The book on paper: Chromium sets it as one document, pikepdf writes its outline.

One document rather than one a chapter: its links and its tags stay whole, and a font is
embedded once. It is printed twice, since the page numbers in it are known only when it
has been printed.
"""

import sys
from io import BytesIO

import pikepdf

from .contents import NOTE
from .tab import HERE, open_book

PRINT = {"prefer_css_page_size": True, "print_background": True, "tagged": True}


def places(pdf):
    """Return {name: (page number from 1, place)} of a document's named places."""
    numbers = {page.objgen: n for n, page in enumerate(pdf.pages, 1)}
    found = {}
    for name, place in pdf.Root.Dests.items():
        found[name.lstrip("/")] = numbers[place[0].objgen], place
    return found


def facts(book, site):
    """Return what the title page says and how the pages look."""
    return {
        "title": book.title,
        "subtitle": book.subtitle,
        "author": book.author,
        "language": book.language,
        "rights": book.rights,
        "version": book.version,
        "date": f"{book.date:%-d %B %Y}",
        "address": address(site),
        "note": [" ".join(NOTE)],
        "icon": (site / "_static/favicon.svg").read_text(encoding="utf-8"),
        "css": (HERE / "paper.css").read_text(encoding="utf-8"),
    }


def address(site):
    """Return where the site is published, or None."""
    text = (site / "book/index.html").read_text(encoding="utf-8")
    _, found, rest = text.partition('<link rel="canonical" href="')
    return rest.partition('"')[0].removesuffix("book/index.html") if found else None


def add_outline(pdf, entries):
    """Write bookmarks of (level, title, name); each knows its page and height."""
    named = places(pdf)
    with pdf.open_outline() as outline:
        lists = {0: outline.root}
        for level, title, name in entries:
            _, place = named[name]
            item = pikepdf.OutlineItem(title, destination=pikepdf.Array(place))
            item.is_closed = True
            lists[level].append(item)
            lists[level + 1] = item.children


def finish(book, raw, entries, target):
    """Write the printed document with outline, metadata and reading settings."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        add_outline(pdf, entries)
        pdf.Root.Lang = book.language
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = book.title
            metadata["dc:creator"] = [book.author]
            metadata["dc:description"] = book.subtitle
            metadata["dc:language"] = [book.language]
            metadata["dc:rights"] = book.rights
            metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = (
                book.date.isoformat()
            )
        packed = pikepdf.ObjectStreamMode.generate
        pdf.save(target, object_stream_mode=packed, deterministic_id=True)
        return len(pdf.pages)


def make(book, site, target):
    """Print the built site as one PDF; return a few words on it."""
    with open_book(book, site, "paper.js") as (tab, styles):
        said = facts(book, site)
        entries = tab.evaluate(
            "([book, styles]) => setInType(book, styles)", [said, styles]
        )
        tab.emulate_media(media="print", color_scheme="light")
        for trouble in tab.evaluate("tooWide()"):
            print(f"wider than the paper: {trouble}", file=sys.stderr)
        with pikepdf.open(BytesIO(tab.pdf(**PRINT))) as draft:
            numbers = {name: number for name, (number, _) in places(draft).items()}
        tab.evaluate("pages => numberPages(pages)", numbers)
        raw = tab.pdf(**PRINT)
    return f"{finish(book, raw, entries, target)} pages"
