"""Checkpoints: what goes in comes out; what breaks says so; nothing is half written."""

import os

import numpy as np
import pytest

from lstm_src.training import checkpoint

TREE = {
    "numbers": [1, 2.5, float("inf"), True, None, 2**100],
    "text": "caf\u00e9 \udcff \0",
    "state": (np.arange(6.0).reshape(2, 3), (np.zeros((1, 0), np.float32),)),
    "nested": {"array": np.array([True]), "tuple": (), "dict": {}},
}


def same(a, b):
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and (a == b).all()
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def test_round_trip(tmp_path):
    checkpoint.save(tmp_path / "c.npz", TREE)
    assert same(checkpoint.load(tmp_path / "c.npz"), TREE)
    assert [p.name for p in tmp_path.iterdir()] == ["c.npz"]


def test_floats_come_back_to_the_last_bit(tmp_path):
    rng = np.random.default_rng(0)
    numbers = (
        rng.standard_normal(1000) * 10.0 ** rng.integers(-300, 300, 1000)
    ).tolist()
    checkpoint.save(tmp_path / "c.npz", {"numbers": numbers})
    assert checkpoint.load(tmp_path / "c.npz")["numbers"] == numbers


def test_equal_trees_make_equal_files(tmp_path, monkeypatch):
    checkpoint.save(tmp_path / "a.npz", TREE)
    monkeypatch.setattr("time.time", lambda: 1e9)  # no stamp of the time of day
    checkpoint.save(tmp_path / "b.npz", TREE)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize("thing", [object(), {1, 2}, np.array([object()]), b"bytes"])
def test_what_cannot_be_saved_is_refused_and_the_old_file_stays(tmp_path, thing):
    checkpoint.save(tmp_path / "c.npz", {"step": 1})
    with pytest.raises(ValueError, match="cannot be saved"):
        checkpoint.save(tmp_path / "c.npz", {"step": thing})
    assert checkpoint.load(tmp_path / "c.npz") == {"step": 1}


def test_a_failure_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "c.npz"
    checkpoint.save(path, {"step": 1})

    def full(file):
        file.write(b"half of i")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        checkpoint.write_safely(path, full)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="no"):
        checkpoint.save(path, {"step": 2})
    assert checkpoint.load(path) == {"step": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["c.npz"]


def test_a_rename_never_comes_before_the_data(tmp_path, monkeypatch):
    happened = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda f: (happened.append("data"), fsync(f)))
    monkeypatch.setattr(
        os, "replace", lambda a, b: (happened.append("rename"), replace(a, b))
    )
    checkpoint.save(tmp_path / "c.npz", {"step": 1})
    assert happened == ["data", "rename"]


def test_missing(tmp_path):
    with pytest.raises(ValueError, match="there is no checkpoint"):
        checkpoint.load(tmp_path / "none.npz")


def broken_files():
    return {
        "empty": b"",
        "text": b"hello",
        "zip": b"PK\x05\x06" + bytes(18),
        "pickle": b"\x80\x04N.",
        "npy": b"\x93NUMPY\x01\x00",
    }


@pytest.mark.parametrize("kind", broken_files())
def test_other_files_are_refused(tmp_path, kind):
    path = tmp_path / "c.npz"
    path.write_bytes(broken_files()[kind])
    with pytest.raises(ValueError, match="no checkpoint, or a broken one"):
        checkpoint.load(path)


def test_directories_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no checkpoint"):
        checkpoint.load(tmp_path)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.99])
def test_cut_off_files_are_refused(tmp_path, share):
    checkpoint.save(tmp_path / "c.npz", TREE)
    data = (tmp_path / "c.npz").read_bytes()
    (tmp_path / "c.npz").write_bytes(data[: int(share * len(data))])
    with pytest.raises(ValueError, match="no checkpoint, or a broken one"):
        checkpoint.load(tmp_path / "c.npz")


def test_flipped_bits_are_noticed(tmp_path):
    checkpoint.save(tmp_path / "c.npz", {"a": np.zeros(1000)})
    data = bytearray((tmp_path / "c.npz").read_bytes())
    data[500] ^= 1  # inside the array: the archive's checksum sees it
    (tmp_path / "c.npz").write_bytes(data)
    with pytest.raises(ValueError, match="no checkpoint, or a broken one"):
        checkpoint.load(tmp_path / "c.npz")


def test_no_pickle_is_ever_opened(tmp_path):
    np.savez(tmp_path / "c.npz", tree=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="no checkpoint, or a broken one"):
        checkpoint.load(tmp_path / "c.npz")


def test_other_archives_and_formats_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", weights=np.ones(3))
    with pytest.raises(ValueError, match="no checkpoint, or a broken one"):
        checkpoint.load(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", tree=np.array('{"format": "other", "tree": 1}'))
    with pytest.raises(ValueError, match="format 'other'"):
        checkpoint.load(tmp_path / "b.npz")
