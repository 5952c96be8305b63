"""Tie rules: their text, their order and the verifiable lot."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.tally import ElectionError, TieRule, TieStep, lot, seed_commitment

SEEDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(
    lambda text: text.isprintable() and not set(text) & set(' ,;#"') and not any(map(str.isspace, text))
)


@given(SEEDS, st.permutations(["cost", "score"]), st.integers(0, 2))
def test_text_and_rule_are_the_same(seed: str, words: list[str], used: int) -> None:
    text = ",".join([*words[:used], f"lot:{seed}"])
    assert str(TieRule.parse(text)) == text
    assert TieRule.parse(text).seed == seed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cost",
        "cost,score",
        "id,cost",
        "cost,cost,id",
        "cost,id,lot:x",
        "lot",
        "lot:",
        "id:x",
        "coin,id",
        "cost,score,lot:a b",
    ],
)
def test_a_rule_that_leaves_ties_open_or_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ElectionError) as caught:
        TieRule.parse(text)
    assert caught.value.code in ("bad_tie_rule", "bad_seed")


@pytest.mark.parametrize("seed", ["a,b", "a;b", "a#b", 'a"b', "a\nb", "a b", "x" * 257, "\udc80"])
def test_a_seed_that_would_break_the_file_is_refused(seed: str) -> None:
    with pytest.raises(ElectionError, match="bad_seed"):
        TieRule((TieStep.LOT,), seed)


def test_lower_cost_then_higher_score_then_code_point_order() -> None:
    rule = TieRule.parse("cost,score,id")
    projects = [("b", 5, 1), ("a", 5, 1), ("B", 5, 1), ("я", 5, 2), ("c", 4, 0)]
    ordered = sorted(projects, key=lambda p: rule.key(project_id=p[0], cost=p[1], score=p[2]))
    assert [name for name, _, _ in ordered] == ["c", "я", "B", "a", "b"]
    keys = [rule.key(project_id=name, cost=cost, score=score) for name, cost, score in ordered]
    assert [rule.decided_by(*pair) for pair in pairwise(keys)] == ["cost", "score", "id", "id"]
    with pytest.raises(ElectionError, match="undecided_tie"):
        rule.decided_by(keys[0], keys[0])


def test_the_lot_is_the_published_formula() -> None:
    assert lot(seed="жеребе-1", project_id="Ә/7") == sha256("pb-lot-v1\nжеребе-1\nӘ/7".encode()).hexdigest()
    rule = TieRule.parse("lot:жеребе-1")
    assert rule.key(project_id="Ә/7", cost=1, score=1) == (lot(seed="жеребе-1", project_id="Ә/7"),)


def test_the_commitment_is_the_plain_hash_of_the_seed() -> None:
    assert seed_commitment("жеребе-1") == sha256("жеребе-1".encode()).hexdigest()
