"""A folder of one's own with all that Python in the page needs: `make pyodide`.

`python book/_ext/pyodide_folder.py [DIR]` fetches Pyodide's core, and NumPy and
Matplotlib with whatever they need. Every file is known by its SHA-256: those of the
core stand here, those of the packages in Pyodide's own `pyodide-lock.json`. What is
there and right is not fetched again, so a broken-off run goes on where it stopped.

A book built beside the folder `_pyodide` carries it along: `_static/pyodide/` of the
site. Then Python in the page asks no other host.
"""

import argparse
import hashlib
import http.client
import json
import shutil
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "_pyodide"
IN_SITE = "_static/pyodide/"
LOCK = "pyodide-lock.json"
PACKAGES = ("numpy", "matplotlib")
VERSION = "0.29.5"
# Measured on the npm package `pyodide`, which the same release makes.
SUMS = """
14d2c2dba101277999e17135e653d8f15389ad1437f53eae213bf0c3cdff723d pyodide-lock.json
7f832a350240263d9946a9c3c877f7bcdab6c37d6dc65f72cd3be5905dca62dd pyodide.js
510ca14305230018f50c40fb81be673afd68080e70ce7733fcce6600dd6a1714 pyodide.mjs
356c42f69e1695397e9d8670bd3c2e678248cde76e18bdae1731e848537b47d7 pyodide.asm.js
54309a5a2cfd757b1f0fdbc9093c92503f7b341500110329d932487183912718 pyodide.asm.wasm
831fd1e535084b972f87c6a35275de3d236efd5166f5e77ce89497710635e73c python_stdlib.zip
"""
CORE = {name: sha256 for sha256, name in map(str.split, SUMS.split("\n")[1:-1])}
PATIENCE = 60  # seconds without a byte
BLOCK = 1 << 16  # bytes


class NotFetchedError(Exception):
    """Says in one sentence why the folder could not be filled."""


def configured_address(path=ROOT / "_config.yml"):
    """Return where the book's pages fetch Pyodide: `python_address` of _config.yml."""
    settings = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return settings["sphinx"]["config"]["python_address"]


def needed(packages, wanted=PACKAGES):
    """Return {file name: sha256} of some packages and all that they depend on.

    >>> def entry(name, *depends):
    ...     return {"file_name": f"{name}.whl", "sha256": name * 2, "depends": depends}
    >>> needed({"a": entry("a", "b"), "b": entry("b"), "c": entry("c")}, ["a"])
    {'a.whl': 'aa', 'b.whl': 'bb'}
    """
    found, queue = {}, list(wanted)
    while queue:
        entry = packages[queue.pop(0)]
        if entry["file_name"] not in found:
            found[entry["file_name"]] = entry["sha256"]
            queue += entry["depends"]
    return found


def is_right(path, sha256):
    """Tell whether a file is there and holds what it should."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def copy(response, file, bar):
    """Write a response to a file; return its SHA-256.

    Raises:
        NotFetchedError: where fewer bytes came than were announced.
    """
    digest, announced = hashlib.sha256(), response.headers.get("Content-Length")
    bar.reset(total=int(announced) if announced else None)
    while block := response.read(BLOCK):
        file.write(block)
        digest.update(block)
        bar.update(len(block))
    if announced and file.tell() != int(announced):
        raise NotFetchedError(
            f"the connection broke after {file.tell()} of {announced} bytes"
        )
    return digest.hexdigest()


def fetch(url, path, sha256, bar):
    """Fetch one file; it gets its name only once it is whole and right."""
    part = path.with_name(f".{path.name}.part")
    try:
        with (
            urllib.request.urlopen(url, timeout=PATIENCE) as response,
            part.open("wb") as file,
        ):
            found = copy(response, file, bar)
        if found != sha256:
            raise NotFetchedError(
                f"its SHA-256 is {found[:12]}…, not {sha256[:12]}… as in Pyodide"
                f" {VERSION}"
            )
        part.replace(path)
    except NotFetchedError as error:
        raise NotFetchedError(f"{url} is not used: {error}") from None
    except urllib.error.HTTPError as error:
        error.close()
        raise NotFetchedError(
            f"{url} cannot be fetched: the server answered {error.code} {error.reason}"
        ) from None
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        why = getattr(error, "reason", None) or error
        raise NotFetchedError(
            f"{url} cannot be fetched ({why}): is there a network?"
        ) from None
    except http.client.HTTPException as error:
        raise NotFetchedError(f"{url} is not whole: {error!r}") from None
    finally:
        with suppress(OSError):
            part.unlink()


def fill(folder, address):
    """Fetch what is missing or wrong in a folder; return (files, fetched).

    The lock file gets its place last: a folder that holds it is whole.

    Args:
        folder: where the files go.
        address: of a release's `full/` folder, with a slash at its end.

    Raises:
        NotFetchedError: with one sentence that says why.
    """
    from tqdm import tqdm

    folder.mkdir(parents=True, exist_ok=True)
    fetched = []

    def get(name, sha256, path):
        if not is_right(path, sha256):
            bar.set_description(name.split("-cp")[0])
            fetch(address + name, path, sha256, bar)
            fetched.append(name)

    with tqdm(unit="B", unit_scale=True, disable=None) as bar:
        lock, ahead = folder / LOCK, folder / f".{LOCK}"
        if is_right(lock, CORE[LOCK]):
            lock.replace(ahead)
        get(LOCK, CORE[LOCK], ahead)
        packages = json.loads(ahead.read_text(encoding="utf-8"))["packages"]
        others = {name: CORE[name] for name in CORE if name != LOCK}
        others |= needed(packages)
        for name, sha256 in others.items():
            get(name, sha256, folder / name)
        ahead.replace(lock)
    return [LOCK, *others], fetched


def carry_along(app, config):
    """Let a site built beside a whole folder carry it, and its pages ask there."""
    folder = Path(app.confdir) / FOLDER
    if (folder / LOCK).exists():
        config.python_address = IN_SITE


def copy_folder(app, exception):
    source, target = Path(app.confdir) / FOLDER, Path(app.outdir) / IN_SITE
    if app.builder.format == "html" and not exception and (source / LOCK).exists():
        hidden = shutil.ignore_patterns(".*")
        shutil.copytree(source, target, ignore=hidden, dirs_exist_ok=True)


def setup(app):
    if "python_address" not in app.config:
        app.add_config_value("python_address", None, "html", str)
    app.connect("config-inited", carry_along)
    app.connect("build-finished", copy_folder)
    return {"version": "1", "parallel_read_safe": True}


def refuse(why):
    print(why, file=sys.stderr)
    return 2


def main(arguments=None):
    """Fill the folder that the command line names; exit with 2 where that fails."""
    parser = argparse.ArgumentParser(
        description="Fetch what Python in the page needs: Pyodide, NumPy, Matplotlib."
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=ROOT / FOLDER,
        help=f"where it goes (default: {FOLDER} beside _config.yml)",
    )
    parser.add_argument(
        "--address",
        help="where it comes from (default: python_address of _config.yml)",
    )
    asked = parser.parse_args(arguments)
    address = (asked.address or configured_address()).rstrip("/") + "/"
    if not address.startswith(("https://", "http://", "file://")):
        parser.error(
            f"{address!r} is no web address: name one with --address, such as"
            f" https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
        )
    try:
        files, fetched = fill(asked.folder, address)
    except NotFetchedError as error:
        sys.exit(refuse(f"{error} Run this again: it keeps what has come."))
    except OSError as error:
        sys.exit(refuse(f"{asked.folder} cannot be written: {error.strerror}"))
    size = sum((asked.folder / name).stat().st_size for name in files)
    print(
        f"{asked.folder} holds Pyodide {VERSION}: {len(files)} files, "
        f"{size / 1e6:.1f} MB, {len(fetched)} of them fetched now."
    )


if __name__ == "__main__":
    main()
