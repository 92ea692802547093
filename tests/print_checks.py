"""What must hold of a printed book and of an e-book, each said in one function."""

import posixpath
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import pikepdf
import pypdfium2

XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
SVG = "{http://www.w3.org/2000/svg}"
OPF = "{http://www.idpf.org/2007/opf}"
POINT = 72 / 25.4  # a millimetre


class Printed:
    """A PDF with the text of each page read once."""

    def __init__(self, path):
        self.pdf = pikepdf.open(path)
        self.pictures = pypdfium2.PdfDocument(path)
        self.texts = [page.get_textpage().get_text_bounded() for page in self.pictures]
        self.text = "\n".join(self.texts)

    def outline(self):
        """Yield (level, title, page number) of every bookmark."""
        pages = {page.objgen: n for n, page in enumerate(self.pdf.pages, 1)}

        def walk(items, level):
            for item in items:
                yield level, item.title, pages[item.destination[0].objgen]
                yield from walk(item.children, level + 1)

        with self.pdf.open_outline() as outline:
            return list(walk(outline.root, 0))

    def chapters(self, parts):
        """Return (title, page) of the first page and of each chapter of the parts."""
        found, part = [], None
        for level, title, number in self.outline():
            if level == 0:
                part = title
            if (level == 0 and part not in parts) or (level == 1 and part in parts):
                found.append((title, number))
        return found


def check_fonts(printed):
    """Every font travels with the file."""
    for page in printed.pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            if inner.Subtype == "/Type3":  # its letters are drawings in the file
                continue
            found = [key for key in inner.FontDescriptor if key.startswith("/FontFile")]
            assert found, f"{inner.BaseFont} is not embedded"


def check_pages(printed, margin=19):
    """No page is empty, and nothing is printed into a side's margin (in mm)."""
    for n, page in enumerate(printed.pictures):
        assert len(printed.texts[n].strip()) > 40, f"page {n + 1} is empty"
        width, height = page.get_size()
        assert abs(width - 210 * POINT) < 1 and abs(height - 297 * POINT) < 1
        picture = page.render(scale=1, grayscale=True).to_numpy()
        sides = round(margin * POINT)
        clear = picture[:, :sides].min(), picture[:, -sides:].min()
        assert min(clear) > 250, f"page {n + 1} is cut at a side"


def check_links(printed):
    """Links within the book lead to a page of it; the others leave it."""
    named = set(printed.pdf.Root.Dests.keys())
    inside = 0
    for page in printed.pdf.pages:
        for link in page.get("/Annots", []):
            action = link.get("/A", {})
            if "/URI" in action:
                address = str(action.URI)
                assert address.startswith(("https://", "http://", "mailto:")), address
                assert "book.invalid" not in address
            else:
                place = link.get("/Dest", action.get("/D"))
                assert isinstance(place, pikepdf.Array) or str(place) in named, place
                inside += 1
    return inside


def check_pdf(printed, book):
    """Tags, language, title, outline, contents, fonts, pages and links."""
    root = printed.pdf.Root
    assert root.MarkInfo.Marked and "/StructTreeRoot" in root
    assert str(root.Lang) == "en"
    with printed.pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == book.title
        assert metadata["dc:creator"] == [book.author]
    parts = [part["caption"] for part in book.parts if part["caption"]]
    top = [title for level, title, _ in printed.outline() if level == 0]
    assert top[1:] == parts
    chapters = printed.chapters(parts)
    assert len(chapters) == len(book.pages)
    flat = ["".join(text.split()) for text in printed.texts]
    for title, number in chapters:
        wanted = "".join(title.split())
        assert wanted in flat[number - 1], f"{title} is not on page {number}"
        assert f"{wanted}{number}" in "".join(flat[1:3]), f"{title} in the contents"
    assert r"\(" not in printed.text.replace(r"\(\)", ""), "a formula was not set"
    check_fonts(printed)
    check_pages(printed)
    assert check_links(printed) > len(chapters)


class Formulas(HTMLParser):
    """Counts the formulas in the article of one of the site's pages."""

    def __init__(self, html):
        super().__init__()
        self.count, self.inside = 0, False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.inside |= tag == "article"
        names = (dict(attributes).get("class") or "").split()
        self.count += self.inside and tag in ("span", "div") and "math" in names

    def handle_endtag(self, tag):
        self.inside &= tag != "article"


def check_package(archive):
    """Manifest, spine and files are one another's; return the XHTML by name."""
    assert archive.infolist()[0].filename == "mimetype"
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert archive.read("mimetype") == b"application/epub+zip"
    package = ElementTree.fromstring(archive.read("EPUB/package.opf"))
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    listed = {f"EPUB/{item.get('href')}" for item in items.values()}
    rest = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert listed | rest == set(archive.namelist())
    spine = [ref.get("idref") for ref in package.iter(f"{OPF}itemref")]
    texts = {}
    for identity, item in items.items():
        name = item.get("href")
        if item.get("media-type") == "application/xhtml+xml":
            assert identity in spine, f"{name} is never read"
            texts[name] = ElementTree.fromstring(archive.read(f"EPUB/{name}"))
            has = texts[name].find(f".//{MATHML}math") is not None
            assert has == ("mathml" in (item.get("properties") or ""))
    order = [items[identity].get("href") for identity in spine]
    return {name: texts[name] for name in order}


def check_references(archive, texts):
    """What a text names lies in the file; only links may leave it."""
    ids = {
        name: [e.get("id") for e in tree.iter() if e.get("id")]
        for name, tree in texts.items()
    }
    for name, tree in texts.items():
        assert len(ids[name]) == len(set(ids[name])), f"{name} names a place twice"
        for element in tree.iter():
            for key in ("src", "data", "poster"):
                where = element.get(key)
                assert where is None or f"EPUB/{where}" in archive.namelist(), where
            link = element.get("href")
            if link is None or link.startswith(("https://", "http://", "mailto:")):
                assert link is None or element.tag == f"{XHTML}a", f"remote: {link}"
                continue
            path, _, place = link.partition("#")
            path = posixpath.normpath(unquote(path)) if path else name
            assert f"EPUB/{path}" in archive.namelist(), f"{name}: {link}"
            assert not place or place in ids[path], f"{name}: {link} leads nowhere"


def check_epub(path, book, site):
    """Well-formed, complete, still, and with every formula of the site in MathML."""
    with zipfile.ZipFile(path) as archive:
        texts = check_package(archive)
        check_references(archive, texts)
        files = [f"{page.rpartition('/')[2]}.xhtml" for page in book.pages]
        assert list(texts) == ["cover.xhtml", "title.xhtml", "nav.xhtml", *files]
        led = [a.get("href") for a in texts["nav.xhtml"].iter(f"{XHTML}a")]
        assert led == files
        for name, page in zip(files, book.pages, strict=True):
            found = len(texts[name].findall(f".//{MATHML}math"))
            html = (site / f"{page}.html").read_text(encoding="utf-8")
            assert found == Formulas(html).count, f"{name} has {found} formulas"
            for tag in ("script", "button", "form", "input", "details"):
                assert texts[name].find(f".//{XHTML}{tag}") is None, f"{name}: {tag}"
            assert texts[name].find(f".//{SVG}svg") is None, f"{name} draws in its text"
            for image in texts[name].iter(f"{XHTML}img"):
                assert len(image.get("alt") or "") > 20, f"{name}: a picture is mute"
        for name in archive.namelist():
            if name.endswith(".svg"):
                text = archive.read(name).decode()
                ElementTree.fromstring(text)
                assert "var(" not in text and "<style" not in text, name
    return texts
