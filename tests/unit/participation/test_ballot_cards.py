"""A filled pattern is the same HTML that the template gives."""

from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.participation.views.ballot_cards import CardWriter
from ortaq.participation.views.ballot_sheet import Row

TEXT = st.one_of(
    st.just(""),
    st.sampled_from(
        ["Көше", "<script>alert(1)</script>", "\ue000title\ue001", "\ue000x", "{{ row }}", "\"'&", "\u202e"]
    ),
    st.text(max_size=20),
)
ROWS = st.builds(
    Row,
    number=st.integers(0, 9999).map(str), title=TEXT, meta=TEXT, cost=TEXT, cost_minor=st.integers(0).map(str),
    excerpt=TEXT, more=st.booleans(), photo=TEXT, photo_alt=TEXT, language=st.sampled_from(["", "ru"]),
    withdrawn=st.booleans(), id=st.just("c1"), chosen=st.booleans(), value=TEXT, hidden=st.booleans(),
    points=st.just(0),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(ROWS, max_size=6), st.sampled_from(["", "p", "r"]))
def test_cards_are_what_the_template_says(rows: list[Row], field: str) -> None:
    template = get_template("participation/ballot_card.html")
    assert CardWriter(field).write(rows) == "".join(template.render({"row": row, "field": field}) for row in rows)
