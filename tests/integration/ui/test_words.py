"""Numbers, money, dates, fields and charts as they are written."""

import datetime as dt
import re
from fractions import Fraction
from html import escape, unescape

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ortaq.core.money import Money
from ortaq.ui import amounts, charts, difference, fields
from ortaq.ui.templatetags import ui

TENGE = 100


def shown(template_text: str, /, **values: object) -> str:
    values.setdefault("request", RequestFactory().get("/en/list/", {"q": "water", "page": "2"}))
    return Template(template_text).render(Context(values))


@pytest.mark.parametrize(
    ("language", "tenge", "text"),
    [
        ("en", 12_400_000_000, "12.4\u00a0bn\u00a0₸"),
        ("en", 999_949_999, "1\u00a0bn\u00a0₸"),
        ("en", 999_499_999, "999\u00a0mn\u00a0₸"),
        ("en", 99_940_000, "99.9\u00a0mn\u00a0₸"),
        ("en", 999_999, "999\u202f999\u00a0₸"),
        ("en", 1_000_000, "1\u00a0mn\u00a0₸"),
        ("en", 1_050_000, "1.1\u00a0mn\u00a0₸"),
        ("en", -2_500_000_000_000, "\u22122.5\u00a0tn\u00a0₸"),
        ("en", 0, "0\u00a0₸"),
    ],
)
def test_short_money(language, tenge, text):
    with translation.override(language):
        assert amounts.short_money(Money(tenge * TENGE)) == text


def test_short_money_uses_the_comma_of_the_language():
    with translation.override("ru"):
        assert amounts.short_money(Money(12_400_000_000 * TENGE)).startswith("12,4\u00a0")


@given(st.integers(min_value=-(10**16), max_value=10**16))
def test_short_money_is_near_the_amount(minor):
    """What is read back from the short form is off by less than the last digit shown."""
    text = amounts.short_money(Money(minor)).replace("\u22122", "-2").replace("\u2212", "-").replace("\u202f", "")
    number, *rest = text.split("\u00a0")
    factor = {"mn": 10**6, "bn": 10**9, "tn": 10**12}.get(rest[0], 1)
    step = Fraction(factor, 10) if factor > 1 and abs(Fraction(number)) < 100 else Fraction(factor)
    assert abs(Fraction(number) * factor - Fraction(minor, 100)) <= step / 2
    # Below a thousand trillion no number needs four digits beside a word.
    assert factor in (1, 10**12) or abs(Fraction(number)) < 1000


def test_exact_money():
    assert ui.money(Money(-4_500_050)) == "\u221245\u202f000.50\u00a0₸"
    with translation.override("kk"):
        assert ui.money(Money(-4_500_050)) == "\u221245\u202f000,50\u00a0₸"
    assert ui.money(None) == "—"


def test_short_money_carries_the_exact_one():
    text = ui.money_short(Money(12_400_000_000_50))
    assert 'title="12\u202f400\u202f000\u202f000.50\u00a0₸"' in text
    assert 'tabindex="0"' in ui.money_short(Money(12_400_000_000_50), "focus")
    assert "title" not in ui.money_short(Money(500))


def test_per_person():
    assert ui.per_person(Money(100_000 * TENGE), 3) == "33\u202f333\u00a0₸ per person"
    assert ui.per_person(Money(100), 0) == "—"


def test_shares_and_numbers():
    assert ui.share(3333) == "33.3%"
    assert ui.share(10_000) == "100%"
    assert ui.share(-125) == "\u22121.3%"
    assert ui.number(-12_345) == "\u221212\u202f345"
    with translation.override("ru"):
        assert ui.share(3333) == "33,3\u00a0%"


def test_span_of_days():
    assert ui.date_span(dt.date(2026, 9, 1), dt.date(2026, 10, 1)) == "1 September\u00a0– 1 October 2026"
    assert ui.date_span(dt.date(2026, 9, 1), dt.date(2027, 1, 1)) == "1 September 2026\u00a0– 1 January 2027"
    assert ui.date_span(dt.date(2026, 9, 1), dt.date(2026, 9, 1)) == "1 September 2026"
    assert ui.date_span(None, dt.date(2026, 9, 1)) == "1 September 2026"
    # Midnight UTC is five in the morning in Almaty, ten at night is the next day.
    late = dt.datetime(2026, 9, 1, 22, tzinfo=dt.UTC)
    assert ui.date_span(late) == "2 September 2026"


class Sheet(forms.Form):
    title = forms.CharField(label="Title", help_text="Short.", max_length=9)
    text_kk = forms.CharField(label="Text", required=False, widget=forms.Textarea)
    people = forms.IntegerField(label="People", min_value=1)
    day = forms.DateField(label="Day", initial=dt.date(2026, 3, 12))
    begins = forms.DateTimeField(label="Begins", required=False)
    way = forms.ChoiceField(label="Way", help_text="One.", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    sure = forms.BooleanField(label="Sure")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


FIELD = '<c-field :field="form.{}" />'


class TestFields:
    def test_hint_and_error_are_joined_to_the_control(self):
        html = shown(template("title"), form=Sheet({}))
        assert 'aria-describedby="id_title_helptext id_title_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'id="id_title_helptext"' in html
        assert 'id="id_title_error"' in html
        assert '<label class="label" for="id_title">' in html

    def test_required_is_marked_and_optional_is_not(self):
        assert 'class="required"' in shown(template("title"), form=Sheet())
        assert 'class="required"' not in shown(template("text_kk"), form=Sheet())

    def test_translated_field_names_its_language(self):
        html = shown(template("text_kk"), form=Sheet())
        assert 'lang="kk"' in html
        assert "Қазақша" in html

    def test_number_has_the_keyboard_of_digits(self):
        html = shown(template("people"), form=Sheet({"people": "12 000"}))
        assert 'inputmode="numeric"' in html
        assert 'type="text"' in html
        assert 'value="12 000"' in html

    def test_dates_are_iso_for_the_browser_in_every_language(self):
        with translation.override("ru"):
            html = shown(template("day"), form=Sheet())
        assert 'type="date"' in html
        assert 'value="2026-03-12"' in html
        assert 'type="datetime-local"' in shown(template("begins"), form=Sheet())

    def test_what_was_typed_wrong_is_kept(self):
        assert 'value="2026-13-40"' in shown(template("day"), form=Sheet({"day": "2026-13-40"}))

    def test_group_is_a_fieldset_with_its_notes(self):
        html = shown(template("way"), form=Sheet({}))
        assert html.count('type="radio"') == 2
        assert (
            '<fieldset class="field field-wrong" id="id_way" aria-describedby="id_way_helptext id_way_error">' in html
        )

    def test_hidden_field_is_only_a_control(self):
        assert shown(template("secret"), form=Sheet()).strip() == '<input type="hidden" name="secret" id="id_secret">'

    def test_markup_in_a_value_is_escaped(self):
        assert "<script>" not in shown(template("title"), form=Sheet({"title": "<script>"}))

    def test_summary_leads_to_what_can_take_the_focus(self):
        found = {problem.label: problem.target for problem in fields.problems(Sheet({}))}
        assert found == {
            "Title": "id_title",
            "People": "id_people",
            "Day": "id_day",
            "Way": "id_way_0",
            "Sure": "id_sure",
        }

    def test_summary_is_silent_where_all_is_well(self):
        assert shown(compiled('<c-errors :form="form" />'), form=Sheet()).strip() == ""


def compiled(source: str) -> str:
    """Component tags as the loader would have compiled them in a template file."""
    from django_cotton.compiler_regex import CottonCompiler

    return CottonCompiler().process(source)


def template(name: str) -> str:
    return compiled(FIELD.format(name))


class TestPaging:
    def test_links_keep_the_query(self):
        page = Paginator(range(100), 10).page(2)
        html = shown(compiled('<c-pager :page="page" />'), page=page)
        assert 'href="?q=water&amp;page=3"' in html
        assert 'aria-current="page"' in html

    def test_one_page_needs_no_links(self):
        assert shown(compiled('<c-pager :page="page" />'), page=Paginator([1], 10).page(1)).strip() == ""

    def test_an_empty_value_takes_the_name_out(self):
        assert shown("{% page_url page='' %}") == "?q=water"


class TestComponents:
    def test_text_of_people_is_escaped(self):
        html = shown(compiled('<c-card title="{{ t }}" href="#"></c-card><c-notice :title="t"></c-notice>'), t='<b>&"x')
        assert html.count("&lt;b&gt;&amp;&quot;x") == 2
        assert "<b>" not in html

    def test_names_of_the_page_do_not_leak_in(self):
        """A page's own `title` or `state` is not the component's."""
        html = shown(compiled("<c-card>x</c-card><c-stamp>y</c-stamp>"), title="LEAK", href="/leak/", source="LEAK")
        assert "leak" not in html.lower()

    @pytest.mark.parametrize("state", ["late", "soon", "open", "done"])
    def test_state_of_a_duty_is_a_word(self, state):
        html = shown(
            compiled('<c-duty title="Check" state="{{ state }}" :due="due" />'), state=state, due=dt.date(2026, 3, 12)
        )
        assert f"mark-{state}" in html
        assert "12 March 2026" in html


class TestCharts:
    def test_bar_stays_in_its_frame(self):
        assert 'width="100"' in charts.bar(140)
        assert 'class="bar-fill" width="0"' in charts.bar(-5)
        assert 'class="bar-fill" width="33.33"' in charts.bar(Fraction(100, 3))

    @given(st.lists(st.integers(min_value=1, max_value=10**12), min_size=1, max_size=30))
    def test_treemap_areas_are_true_and_fill_the_field(self, sizes):
        laid = charts.tiles([charts.Slice(str(i), size, "") for i, size in enumerate(sizes)], height=400)
        seen = [size for size in sizes if size * 400_000 >= sum(sizes)]
        total = sum(seen)
        assert sorted(tile.part.size for tile in laid) == sorted(seen)
        for tile in laid:
            assert tile.width * tile.height == pytest.approx(tile.part.size / total * 400_000, rel=1e-6)
            assert tile.x >= -1e-6
            assert tile.x + tile.width <= 1000 + 1e-3
            assert tile.y + tile.height <= 400 + 1e-3

    def test_treemap_of_nothing(self):
        assert "<g" not in charts.treemap([charts.Slice("Debt", -5, "−5")], "Spending")

    def test_rows_share_the_whole(self):
        rows = charts.rows([charts.Slice(name, size, "") for name, size in (("a", 1), ("b", 3), ("c", -2))])
        assert [row.part.label for row in rows] == ["b", "a", "c"]
        assert [row.length for row in rows] == [100, Fraction(100, 3), 0]
        assert [row.share for row in rows] == [7500, 2500, -5000]

    def test_line_breaks_where_nobody_measured(self):
        points = [charts.Point(2020, Fraction(1)), charts.Point(2021, None), charts.Point(2022, Fraction(3))]
        drawn = charts.trend(points, "Water")
        line = drawn.split('class="trend-line" d="')[1].split('"')[0]
        assert line == "M15 185 M985 15"

    def test_one_value_is_no_line(self):
        with pytest.raises(ValueError, match="two measured years"):
            charts.trend([charts.Point(2020, Fraction(1)), charts.Point(2021, None)], "Water")

    def test_labels_are_escaped(self):
        assert "<b>" not in charts.treemap([charts.Slice("<b>", 5, "<b>")], "<b>")


class TestDifference:
    def test_words_that_went_and_came(self):
        before, after = difference.marked("ready in September 2026", "ready in May 2026")
        assert before == "ready in <del>September</del> 2026"
        assert after == "ready in <ins>May</ins> 2026"

    def test_markup_is_text(self):
        before, after = difference.marked("<b>", "<i> & more")
        assert before == "<del>&lt;b&gt;</del>"
        assert after == "<ins>&lt;i&gt; &amp; more</ins>"

    @given(st.text(), st.text())
    def test_nothing_is_lost(self, old, new):
        for text, marked in zip((old, new), difference.marked(old, new), strict=True):
            assert unescape(re.sub(r"</?(?:del|ins)>", "", marked)) == unescape(escape(text))
