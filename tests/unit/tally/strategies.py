"""Any election and any greedy rule, for hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from ortaq.tally import Ballot, Election, Project, Rule, TieRule

COSTS = st.one_of(st.integers(0, 12), st.fractions(0, 12, max_denominator=4))
SCORES = st.one_of(st.integers(-2, 5), st.fractions(0, 5, max_denominator=3))


@st.composite
def elections(draw: st.DrawFn) -> Election:
    names = draw(st.lists(st.text("abcж1/", min_size=1, max_size=3), unique=True, max_size=7))
    return Election.build(
        projects=[Project(id=name, cost=draw(COSTS), withdrawn=draw(st.integers(0, 9)) == 0) for name in names],
        ballots=[
            Ballot.giving({name: draw(SCORES) for name in names if draw(st.booleans())}, weight=draw(st.integers(1, 3)))
            for _ in range(draw(st.integers(0, 5)))
        ],
        budget=draw(COSTS) * 2,
        ballot_type="scoring",
    )


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    parameters = {
        "order": draw(st.sampled_from(["score", "density"])),
        "misfit": draw(st.sampled_from(["skip", "stop"])),
        "threshold": draw(st.sampled_from([0, 1, 3, Fraction(5, 2)])),
        "fund_unsupported": draw(st.booleans()),
    }
    return Rule(
        "greedy", parameters, TieRule.parse(draw(st.sampled_from(["cost,score,id", "score,lot:q", "id", "lot:w"])))
    )
