"""Text: every file is read or refused in one sentence; no target wraps around."""

import os
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_src.tasks.reading import read_text
from lstm_src.tasks.text import TextStream, Vocabulary, most_rows, rows, split


def written(tmp_path, data, name="text.txt"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding", "says"),
    [
        (b"", "utf-8", "is empty"),
        (b"\xef\xbb\xbf", "utf-8", "is empty"),
        (b"abc\xff", "utf-8", "0xff at offset 3 .*--encoding latin-1"),
        (b"\xff\xfea\0", "utf-8", "0xff at offset 0 .*--encoding utf-16"),
        ("é".encode()[:1], "utf-8", "0xc3 at offset 0"),
        (b"ab\0c", "utf-8", "NUL character, the first at character 2"),
        (b"abc", "no-such-code", "no-such-code.*text encoding that Python knows"),
        (b"abc", "base64", "text encoding that Python knows"),
        (b"abc", "utf-8\0", "text encoding that Python knows"),
        (b"abc", "utf-16", "is not utf-16"),
        (b"caf\xe9", "ascii", "0xe9 at offset 3"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(tmp_path, data, encoding, says):
    with pytest.raises(ValueError, match=says) as refusal:
        read_text(written(tmp_path, data), encoding)
    assert "\n" not in str(refusal.value) and "text.txt" in str(refusal.value)


def test_missing_files_directories_and_devices(tmp_path):
    with pytest.raises(ValueError, match="there is no file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(ValueError, match="is a directory"):
        read_text(tmp_path)
    with pytest.raises(ValueError, match="cannot be read"):
        read_text(written(tmp_path, b"abc") / "below")
    with pytest.raises(ValueError, match="no file name"):
        read_text("a\0b")
    if os.path.exists("/dev/zero"):
        with pytest.raises(ValueError, match="is a device"):
            read_text("/dev/zero")


def test_what_is_changed_is_said(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    text, notes = read_text(path)
    assert text == "one\ntwo\nthree\n"
    assert len(notes) == 2
    assert "byte order mark" in notes[0] and "newline" in notes[1]
    assert read_text(written(tmp_path, b"as it is\n")) == ("as it is\n", [])


def test_encodings(tmp_path):
    path = written(tmp_path, "café\n".encode("utf-16"))
    assert read_text(path, "utf-16")[0] == "café\n"
    assert read_text(written(tmp_path, b"caf\xe9"), "latin-1")[0] == "café"


@pytest.mark.parametrize("name", ["a b.txt", "-n", "*?.txt", "ünï.txt", "two\nlines"])
def test_awkward_names(tmp_path, name):
    assert read_text(written(tmp_path, b"abc", name))[0] == "abc"
    with pytest.raises(ValueError) as refusal:
        read_text(written(tmp_path, b"\xff", name))
    assert "\n" not in str(refusal.value)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names must be text")
def test_names_that_are_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    with pytest.raises(ValueError) as refusal:
        read_text(os.fsdecode(path))
    str(refusal.value).encode("utf-8")


@given(st.text(min_size=1))
def test_vocabulary_round_trip(text):
    if len(set(text)) < 2:
        with pytest.raises(ValueError, match="at least two"):
            Vocabulary(text)
        return
    vocabulary = Vocabulary(text)
    ids = vocabulary.encode(text)
    assert vocabulary.decode(ids) == text
    assert ids.min() == 0 and ids.max() == len(vocabulary) - 1 == len(set(text)) - 1
    assert vocabulary.symbols == "".join(sorted(set(text)))


def test_unknown_symbols_are_named():
    vocabulary = Vocabulary("abc")
    with pytest.raises(ValueError, match=r"'z', '\u20ac' are not among the 3"):
        vocabulary.encode("az\u20aca")
    with pytest.raises(ValueError, match=r"'!' is not among"):
        vocabulary.encode("!")
    assert vocabulary.encode("").tolist() == []


def test_split_keeps_the_end():
    train, held_out = split(np.arange(100), 0.1)
    assert train.tolist() == list(range(90)) and held_out.tolist() == [*range(90, 100)]
    for fraction in (0, 1, -1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            split(np.arange(100), fraction)
    for size, fraction in ((1, 0.5), (12, 0.1), (12, 0.9)):
        with pytest.raises(ValueError, match="each part needs at least 2"):
            split(np.arange(size), fraction)


@given(st.integers(2, 200), st.data())
def test_rows_hold_every_pair_once(size, data):
    batch_size = data.draw(st.integers(1, size - 1))
    columns, again = rows(np.arange(size), batch_size)
    assert (np.diff(columns, axis=0) == 1).all()  # contiguous: nothing wraps
    read = columns[:-1].T.copy()  # what each row reads
    once = [list(r[1:] if a else r) for r, a in zip(read, again, strict=True)]
    assert sum(once, []) == list(range(size - 1))
    assert not again[0]


@given(st.integers(2, 150), st.integers(1, 20), st.data())
def test_stream_reads_everything_in_order(size, seq_length, data):
    most = most_rows(size, seq_length)
    if not most:
        with pytest.raises(ValueError, match="too few"):
            TextStream(np.arange(size), seq_length, 1)
        return
    batch_size = data.draw(st.integers(1, most))
    stream = TextStream(np.arange(size), seq_length, batch_size)
    for _ in range(2):  # rounds are alike
        batches = [next(stream) for _ in range(stream.round_length)]
        assert [b.fresh for b in batches] == [True] + [False] * (len(batches) - 1)
        for batch in batches:
            assert (batch.targets == batch.x + 1).all()
            assert 1 <= len(batch.x) <= seq_length
        read = np.concatenate([b.x for b in batches])
        assert (np.diff(read, axis=0) == 1).all()
        assert set(read.ravel()) == set(range(size - 1))


def test_stream_goes_on_where_it_stood():
    stream = TextStream(np.arange(100), 5, 3)
    for _ in range(9):
        next(stream)
    stood = stream.get_state()
    following = [next(stream) for _ in range(10)]
    other = TextStream(np.arange(100), 5, 3)
    other.set_state(stood)
    for batch in following:
        again = next(other)
        assert (again.x == batch.x).all() and again.fresh == batch.fresh


def test_stream_says_what_it_would_take():
    with pytest.raises(ValueError, match="32 rows of 50; that takes 1601"):
        TextStream(np.arange(1600), 50, 32)
    TextStream(np.arange(1601), 50, 32)
    with pytest.raises(ValueError, match="seq_length is 0"):
        TextStream(np.arange(1600), 0, 32)
