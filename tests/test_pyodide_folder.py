"""The folder for a room without a network, filled from a small release of our own."""

import doctest
import functools
import hashlib
import http.server
import json
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import pyodide_folder  # noqa: E402
from pyodide_folder import CORE, LOCK, VERSION  # noqa: E402

DEPENDS = {
    "numpy": [],
    "matplotlib": ["contourpy", "six"],
    "contourpy": ["numpy"],
    "six": [],
    "pandas": ["numpy"],
}
WHEELS = {f"{name}-1-py3-none-any.whl" for name in DEPENDS if name != "pandas"}
LONG = b"core " * 50_000


def digest(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A folder with the files of a small release, whose hashes the command knows."""
    folder = tmp_path / "release"
    folder.mkdir()
    for name in CORE:
        (folder / name).write_bytes(LONG + name.encode())
    packages = {}
    for name, depends in DEPENDS.items():
        path = folder / f"{name}-1-py3-none-any.whl"
        path.write_bytes(name.encode() * 1000)
        packages[name] = {
            "file_name": path.name,
            "sha256": digest(path.read_bytes()),
            "depends": depends,
        }
    (folder / LOCK).write_text(json.dumps({"packages": packages}))
    sums = {path.name: digest(path.read_bytes()) for path in folder.iterdir()}
    monkeypatch.setattr(pyodide_folder, "CORE", {name: sums[name] for name in CORE})
    return folder


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves a release; notes what was asked, and may break off in a file."""

    asked, cut = [], None

    def log_message(self, *_):
        pass

    def copyfile(self, source, outputfile):
        name = Path(self.path).name
        self.asked.append(name)
        if name == self.cut:
            content = source.read()
            outputfile.write(content[: len(content) // 2])
            self.close_connection = True
        else:
            super().copyfile(source, outputfile)


@pytest.fixture
def server(release):
    """The release over http: its address, and the handler that serves it."""
    handler = type("Handler", (Server,), {"asked": [], "cut": None})
    made = functools.partial(handler, directory=str(release))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), made)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", handler
    server.shutdown()
    server.server_close()


def holds(folder):
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_it_fetches_the_core_and_what_numpy_and_matplotlib_need(
    tmp_path, release, server, capsys
):
    folder = tmp_path / "own"
    pyodide_folder.main([str(folder), "--address", server[0]])
    assert holds(folder) == {*CORE, *WHEELS}
    for name in holds(folder):
        assert (folder / name).read_bytes() == (release / name).read_bytes()
    assert "10 files" in capsys.readouterr().out


def test_it_goes_on_where_it_stopped(tmp_path, release, server, capsys):
    folder = tmp_path / "own"
    command = [str(folder), "--address", server[0]]
    pyodide_folder.main(command)
    server[1].asked.clear()
    pyodide_folder.main(command)
    assert server[1].asked == []
    (folder / "pyodide.js").write_bytes(b"spoilt")
    (folder / "six-1-py3-none-any.whl").unlink()
    pyodide_folder.main(command)
    assert sorted(server[1].asked) == ["pyodide.js", "six-1-py3-none-any.whl"]
    assert (folder / "pyodide.js").read_bytes() == (release / "pyodide.js").read_bytes()
    assert "2 of them fetched now" in capsys.readouterr().out.splitlines()[-1]


def refused(folder, address, capsys):
    """Run the command where it must fail; return its one sentence."""
    with pytest.raises(SystemExit) as stopped:
        pyodide_folder.main([str(folder), "--address", address])
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert not said.out and "Traceback" not in said.err
    assert not {name for name in holds(folder) if name.endswith(".part")}
    assert LOCK not in holds(folder), "a folder with its lock file counts as whole"
    return said.err


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "six-1-py3-none-any.whl", LOCK])
@pytest.mark.parametrize(
    "harm, said",
    [("other", "SHA-256"), ("missing", "404"), ("cut", "")],
)
def test_what_is_wrong_is_said_and_not_kept(
    tmp_path, release, server, capsys, name, harm, said
):
    folder, whole = tmp_path / "own", (release / name).read_bytes()
    if harm == "other":
        (release / name).write_bytes(whole[:-1] + b"?")
    elif harm == "missing":
        (release / name).unlink()
    else:
        server[1].cut = name
    sentence = refused(folder, server[0], capsys)
    assert server[0] + name in sentence and said in sentence
    assert not is_there(folder, name)

    (release / name).write_bytes(whole)
    server[1].cut = None
    kept = holds(folder) - {f".{LOCK}"}
    server[1].asked.clear()
    pyodide_folder.main([str(folder), "--address", server[0]])
    assert not kept & set(server[1].asked)
    assert holds(folder) == {*CORE, *WHEELS}


def is_there(folder, name):
    return {name, f".{name}"} & holds(folder)


def test_a_cut_connection_is_told_from_other_contents(
    tmp_path, release, server, capsys
):
    server[1].cut = "pyodide.js"
    sentence = refused(tmp_path / "own", server[0], capsys)
    assert "SHA-256" not in sentence
    assert "broke" in sentence or "Incomplete" in sentence


def test_without_a_network_it_says_so(tmp_path, server, release, capsys):
    nowhere = "http://127.0.0.1:9/"  # the port that discards; nobody answers there
    sentence = refused(tmp_path / "own", nowhere, capsys)
    assert "is there a network?" in sentence and len(sentence.splitlines()) == 1


def test_a_folder_that_cannot_be_made_and_an_address_that_is_none(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(tmp_path / "file/own", "http://a/", capsys)
    with pytest.raises(SystemExit) as stopped:
        pyodide_folder.main([str(tmp_path / "own"), "--address", "_static/pyodide/"])
    assert stopped.value.code == 2
    assert "is no web address" in capsys.readouterr().err
    assert not (tmp_path / "own").exists()


def test_the_address_stands_once_and_names_the_version_whose_hashes_we_hold():
    address = pyodide_folder.configured_address()
    assert address == f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
    assert set(CORE) >= {LOCK, "pyodide.js", "pyodide.asm.wasm", "python_stdlib.zip"}
    assert all(len(sha256) == 64 for sha256 in CORE.values())
    assert f"{pyodide_folder.FOLDER}/" in (ROOT / ".gitignore").read_text().split()
    assert doctest.testmod(pyodide_folder).failed == 0


@pytest.mark.parametrize("whole", [True, False])
def test_a_site_built_beside_a_whole_folder_carries_it(tmp_path, whole):
    app = SimpleNamespace(
        confdir=str(tmp_path),
        outdir=str(tmp_path / "html"),
        builder=SimpleNamespace(format="html"),
    )
    folder = tmp_path / pyodide_folder.FOLDER
    folder.mkdir()
    for name in ["pyodide.js", ".pyodide.asm.js.part", *[LOCK] * whole]:
        (folder / name).write_text(name)
    config = SimpleNamespace(python_address="https://cdn")
    pyodide_folder.carry_along(app, config)
    pyodide_folder.copy_folder(app, None)
    carried = tmp_path / "html/_static/pyodide"
    assert config.python_address == ("_static/pyodide/" if whole else "https://cdn")
    assert holds(carried) == ({"pyodide.js", LOCK} if whole else set())
