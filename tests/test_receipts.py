"""Results tables: what is written is what is read, and unknown keys say so."""

import pytest

from lstm_src.experiments.receipts import COLUMNS, Receipt, load, lookup, record


def test_columns_are_the_books():
    assert ",".join(COLUMNS) == (
        "key,value,unit,spread,seeds,task,command,versions,date"
    )


def test_round_trip_keeps_commas_quotes_and_lines(tmp_path):
    awkward = Receipt("a/b", '2.7, "about"', "nats", "2 to 3", "0 1", "x\ny", "run")
    record("t", [awkward], tmp_path)
    found = lookup("t/a/b", tmp_path)
    assert (found.value, found.task) == (awkward.value, awkward.task)
    assert found.versions.startswith("lstm_src ") and len(found.date) == 10


def test_record_replaces_known_keys_and_keeps_others(tmp_path):
    record("t", [Receipt("a", "1"), Receipt("b", "2")], tmp_path)
    record("t", [Receipt("a", "3")], tmp_path)
    values = {key: r.value for key, r in load("t", tmp_path).items()}
    assert values == {"a": "3", "b": "2"}
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("address", ["t/shakespeare/bpd", "t/", "t", "", "/t", "q/a"])
def test_unknown_addresses_are_refused(tmp_path, address):
    record("t", [Receipt("shakespeare/bpc", "1")], tmp_path)
    with pytest.raises(ValueError):
        lookup(address, tmp_path)


def test_a_near_miss_is_named(tmp_path):
    record("t", [Receipt("shakespeare/bpc", "1")], tmp_path)
    with pytest.raises(ValueError, match="did you mean 'shakespeare/bpc'"):
        lookup("t/shakespeare/bpd", tmp_path)


@pytest.mark.parametrize("name", ["../t", "T", "a b", "", "a/b"])
def test_names_stay_in_the_folder(tmp_path, name):
    with pytest.raises(ValueError, match="names no results table"):
        record(name, [], tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected the columns"),
        ("key,value\na,1\n", "expected the columns"),
        (",".join(COLUMNS) + "\na,1\n", "row 2: 2 fields"),
        (",".join(COLUMNS) + "\n" + "a,,,,,,,,\n" * 2, "row 3: 'a' stands twice"),
    ],
)
def test_broken_tables_are_refused(tmp_path, text, says):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(ValueError, match=says):
        load("t", tmp_path)


def test_keys_without_spaces(tmp_path):
    with pytest.raises(ValueError, match="cannot be an address"):
        record("t", [Receipt("a b", "1")], tmp_path)


def test_every_committed_row_is_complete():
    from lstm_src.experiments.receipts import RESULTS

    for path in RESULTS.glob("*.csv"):
        for receipt in load(path.stem).values():
            assert float(receipt.value) == float(receipt.value), receipt
            for column in ("task", "command", "versions", "date"):
                assert getattr(receipt, column), (path.name, receipt.key, column)
