"""Reading a reader's file, whatever it is: text comes out, or one clear sentence."""

import os
import stat
from pathlib import Path

BYTE_ORDER_MARK = "\ufeff"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path, encoding="utf-8"):
    r"""Read a text file; say what was changed on the way.

    A byte order mark is dropped, and lines that end in `\r\n` or `\r` end in `\n`
    afterwards.

    Args:
        path: of the file.
        encoding: a name that Python knows, such as `utf-8`, `latin-1` or `utf-16`.

    Returns:
        The text, and a list of notes: one sentence for each thing changed.

    Raises:
        ValueError: where there is no such file, or it holds no text in that encoding.

    >>> read_text("no-such-file.txt")
    Traceback (most recent call last):
    ...
    ValueError: there is no file 'no-such-file.txt'; check the path.
    """
    name = repr(os.fspath(path))  # awkward names are safe to print as their repr
    data = _read_bytes(path, name)
    if not data:
        raise ValueError(f"{name} is empty; give a file with some text in it.")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        likely = "utf-16" if data[:2] in UTF_16_MARKS else "latin-1"
        byte = error.object[error.start : error.start + 1].hex()
        raise ValueError(
            f"{name} is not {encoding}: byte 0x{byte} at offset {error.start} cannot "
            f"be read; name its encoding with --encoding, such as --encoding {likely}."
        ) from None
    except (LookupError, ValueError) as error:
        raise ValueError(
            f"{name} cannot be read as {encoding!r} ({error}); give --encoding a text "
            "encoding that Python knows, such as utf-8, latin-1 or utf-16."
        ) from None

    notes = []
    if text.startswith(BYTE_ORDER_MARK):
        text = text[1:]
        notes.append(f"dropped the byte order mark at the start of {name}.")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        notes.append(f"made every line of {name} end in a plain newline.")
    if not text:
        raise ValueError(f"{name} is empty; give a file with some text in it.")
    if "\0" in text:
        raise ValueError(
            f"{name} holds a NUL character, the first at character {text.index(chr(0))}"
            f"; that is no {encoding} text. Name its encoding with --encoding (perhaps "
            "utf-16), or give another file."
        )
    return text, notes


def _read_bytes(path, name):
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise ValueError(f"{name} is a directory; give a text file.")
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise ValueError(f"{name} is a device; give a text file.")
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise ValueError(f"there is no file {name}; check the path.") from None
    except OSError as error:
        why = error.strerror or error
        raise ValueError(f"{name} cannot be read: {why}; give a text file.") from None
    except ValueError as error:
        if "embedded null" in str(error):
            raise ValueError(f"{name} is no file name; check the path.") from None
        raise
