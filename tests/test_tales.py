"""The book's own corpus: the same on every machine, and full of what must be kept."""

import hashlib
import random
import re

import pytest

from lstm_src.tasks.grammar import (
    agreement,
    country_pair,
    gender_pair,
    number_pair,
    origin,
    pick_some,
    subject,
)
from lstm_src.tasks.tales import COLUMNS, SIZE, tale, tales
from lstm_src.tasks.words import (
    COUNTRIES,
    CREATURE_VERBS,
    CREATURES,
    LANGUAGES,
    MEN,
    THING_VERBS,
    THINGS,
    WOMEN,
    Person,
)

SHA256 = "3bccfc8ed6eabffdb8a41620b8e2d0a7e11655267af78a8c9e13386d411fa2dc"


def test_the_default_corpus_never_changes():
    assert hashlib.sha256(tales().encode("ascii")).hexdigest() == SHA256


def test_size_seed_and_symbols():
    text = tales()
    assert SIZE <= len(text) < SIZE + 10_000
    assert len(set(text)) == 66 and text.isascii() and "\r" not in text
    assert tales(2000, seed=1) != tales(2000, seed=2)
    assert tales(2000, seed=3) == tales(2000, seed=3)
    assert text.startswith(tales(2000))


def test_size_must_be_positive():
    with pytest.raises(ValueError, match="size is 0"):
        tales(0)


def test_lines_end_in_time():
    lines = tales().split("\n")
    assert max(map(len, lines)) <= COLUMNS
    # Inside a paragraph, a line ends only because the next word did not fit.
    full = [
        len(line) + 1 + len(following.split(" ")[0])
        for line, following in zip(lines, lines[1:], strict=False)
        if line and following and following[0] not in "*- " and line[0] not in "*- "
    ]
    assert len(full) > 1000 and min(full) > COLUMNS
    assert "  " not in re.sub(r"\n  ", "\n", tales())


def test_every_quotation_mark_and_bracket_is_closed():
    for text in tales().split("\n\n\n"):
        assert text.count('"') % 2 == 0
        depth = 0
        for symbol in text:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(symbol, 0)
            assert 0 <= depth <= 1, text
        assert depth == 0, text


def test_a_language_is_always_that_of_the_country():
    text = " ".join(tales().split())
    found = re.findall(r"(\w+) grew up in (\w+)([^.]*?) speaks fluent (\w+)\.", text)
    assert len(found) > 300
    assert all(LANGUAGES[country] == language for _, country, _, language in found)
    assert {country for _, country, _, _ in found} == set(COUNTRIES)
    gaps = {len(between) for _, _, between, _ in found}
    assert min(gaps) < 10 and max(gaps) > 100


def test_pronouns_follow_names():
    for k in range(200):
        text = " ".join(tale(random.Random(k)).split())
        for name, pronoun in re.findall(r"by (?:ferry sat )(\w+).*?one of (\w+)", text):
            assert pronoun == ("her" if name in WOMEN else "his")
        for name, pronoun in re.findall(r"(\w+) laughed until (\w+) had to", text):
            assert pronoun == ("she" if name in WOMEN else "he")
        for name, pronoun in re.findall(r"(\w+) looked at (\w+) hands", text):
            assert pronoun == ("her" if name in WOMEN else "his")


@pytest.mark.parametrize("plural", [False, True])
@pytest.mark.parametrize("distractors", [0, 1, 3])
def test_verbs_agree_with_the_head_noun(plural, distractors):
    heads = {pair[plural] for pair in THINGS + CREATURES}
    verbs = {f"{verb[plural]} {verb[2]}" for verb in THING_VERBS + CREATURE_VERBS}
    for k in range(100):
        sentence = agreement(random.Random(k), distractors, plural)
        words = sentence.split()
        assert words[1] in heads or words[2] in heads, sentence
        assert any(sentence.endswith(f" {verb}") for verb in verbs), sentence


def test_agreement_is_ambiguous_for_no_verb():
    for one, many, _ in THING_VERBS + CREATURE_VERBS:
        assert one != many
    for one, many in THINGS + CREATURES:
        assert one != many


def test_subject_has_as_many_further_nouns_as_asked():
    for k in range(50):
        phrase = subject(("cat", "cats"), False, random.Random(k), distractors=3)
        assert phrase.startswith("cat ") and phrase.count(" the ") == 3


def test_number_pairs_differ_in_the_noun_and_the_verb_only():
    for k in range(100):
        pair = number_pair(random.Random(k), distractors=2)
        first, second = pair.first.split(), pair.second.split()
        differ = [a != b for a, b in zip(first, second, strict=True)]
        assert differ == [False, True] + [False] * (len(first) - 2)
        assert (first[1], second[1]) in THINGS + CREATURES
        assert pair.first_word != pair.second_word and pair.rest.endswith(".")


def test_country_pairs_differ_in_the_country_only():
    for gap in (0, 1, 5):
        pair = country_pair(random.Random(gap), gap)
        first, second = pair.first.split(), pair.second.split()
        changed = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
        assert len(changed) == 1
        assert LANGUAGES[changed[0][0].strip(",")] == pair.first_word
        assert LANGUAGES[changed[0][1].strip(",")] == pair.second_word


def test_gender_pairs_differ_in_the_name_only():
    for gap in (0, 1, 3):
        pair = gender_pair(random.Random(gap), gap)
        first, second = pair.first.split(), pair.second.split()
        assert first[0] in WOMEN and second[0] in MEN and first[1:] == second[1:]
        assert (pair.first_word, pair.second_word) == ("she", "he")


def test_the_gap_grows_with_its_dial():
    lena = Person("Lena", woman=True, country="Greece")
    lengths = [len(origin(lena, random.Random(5), gap)) for gap in range(8)]
    assert lengths == sorted(lengths) and lengths[-1] > 4 * lengths[0]


def test_names_and_pronouns():
    hugo = Person("Hugo", woman=False, country="Italy")
    forms = (hugo.he, hugo.He, hugo.him, hugo.his, hugo.His, hugo.himself)
    assert forms == ("he", "He", "him", "his", "His", "himself")
    assert hugo.language == "Italian"
    assert not set(WOMEN) & set(MEN)
    initials = [language[0] for language in LANGUAGES.values()]
    assert len(set(initials)) == len(initials)


def test_pick_some_never_repeats():
    assert sorted(pick_some(random.Random(7), range(20), 20)) == list(range(20))
