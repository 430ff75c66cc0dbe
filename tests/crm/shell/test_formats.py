"""Dates, numbers and sums as people of each language write them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from crm.shell import formats
from crm.shell.html import tag

NOON = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "value", "currency", "text"),
    [
        ("en", Decimal("-1234567.895"), "EUR", "-€1,234,567.90"),
        ("en", Decimal("1234.5"), "JPY", "¥1,234"),
        ("en", Decimal("5"), "CHF", f"CHF{NBSP}5.00"),
        ("de", Decimal("1234.5"), "EUR", f"1.234,50{NBSP}€"),
        ("fr", Decimal("1234.5"), "EUR", f"1\u202f234,50{NBSP}€"),
        ("ko", Decimal("1234000"), "KRW", "₩1,234,000"),
        ("zh-hans", Decimal("12.3"), "CNY", "¥12.30"),
        ("en", Decimal("-0.001"), "EUR", "€0.00"),
        ("en", 0.1 + 0.2, "", "0.30"),
        ("en", None, "EUR", "–"),
    ],
)
def test_sums(language, value, currency, text):
    with translation.override(language):
        assert formats.money(value, currency) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234567, None, "1,234,567"),
        (Decimal("0.10"), None, "0.1"),
        (1234.56789, None, "1,234.5679"),
        (2, 2, "2.00"),
        (Decimal("1E+3"), None, "1,000"),
        (None, None, "–"),
    ],
)
def test_numbers(value, digits, text):
    with translation.override("en"):
        assert formats.number(value, digits) == text
    with translation.override("de"):
        assert formats.number(value, digits) == text.translate(str.maketrans(",.", ".,"))


def test_shares_are_written_as_percentages():
    with translation.override("en"):
        assert formats.percent(Decimal("0.8")) == "80.0%"
        assert formats.percent(0.123456, 2) == "12.35%"


def test_moments_are_in_the_persons_time_zone():
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert formats.day(NOON) == "2026年11月23日"
        assert formats.clock(NOON) == "07:30"
        assert formats.moment(NOON) == "2026年11月23日 07:30"
    with translation.override("ko"), timezone.override("UTC"):
        assert formats.day(NOON) == "2026. 11. 22."
        assert formats.day(dt.date(2026, 1, 2)) == "2026. 1. 2."
        assert formats.clock(dt.time(9, 5)) == "오전 9:05"
    with translation.override("zh-hant"):
        assert formats.clock(dt.time(14, 5)) == "下午2:05"


@pytest.mark.parametrize(
    ("language", "this_year", "next_year"),
    [
        ("en", "Mon, Nov 23", "Tue, Nov 23, 2027"),
        ("zh-hans", "11月23日周一", "2027年11月23日周二"),
        ("zh-hant", "11月23日 週一", "2027年11月23日 週二"),
        ("ko", "11월 23일 (월)", "2027년 11월 23일 (화)"),
    ],
)
def test_weekdays_carry_the_year_when_it_is_not_this_one(monkeypatch, language, this_year, next_year):
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2026, 1, 1))
    with translation.override(language):
        assert formats.weekday(dt.date(2026, 11, 23)) == this_year
        assert formats.weekday(dt.date(2027, 11, 23)) == next_year
    assert formats.weekday(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (NOON - dt.timedelta(days=3), "3 days ago"),
        (NOON - dt.timedelta(seconds=20), "just now"),
        (NOON + dt.timedelta(hours=2), "in 2 hours"),
        (dt.date(2026, 11, 22), "today"),
        (dt.date(2026, 11, 15), "7 days ago"),
        (dt.date(2026, 12, 20), "in 4 weeks"),
        (None, "–"),
    ],
)
def test_how_long_ago(value, text):
    with translation.override("en"), timezone.override("UTC"):
        assert formats.ago(value, NOON) == text


@pytest.mark.parametrize(("km", "text"), [(0.25, "250 m"), (3.24, "3.2 km"), (123.4, "123 km"), (None, "–")])
def test_distances(km, text):
    with translation.override("en"):
        assert formats.distance(km) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (20, "20 min"), (60, "1 hr"), (130, "2 hr 10 min")]
)
def test_durations(minutes, text):
    with translation.override("en"):
        assert formats.duration(minutes) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<b>", "&lt;b&gt;"),
        (mark_safe("<b>x</b>"), "<b>x</b>"),
        ("", "–"),
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (12345, "12,345"),
        (dt.date(2026, 1, 2), "Jan 2, 2026"),
        (dt.time(9, 5), "9:05\u202fAM"),
        (translation.gettext_lazy("<i>"), "&lt;i&gt;"),
    ],
)
def test_a_cell_is_always_safe(value, text):
    with translation.override("en"):
        written = formats.cell(value)
    assert written == text
    assert isinstance(written, SafeString)


def test_an_unknown_language_is_written_as_english():
    with translation.override("xx"):
        assert formats.number(1234.5) == "1,234.5"


def test_a_status_needs_a_word_and_a_known_tone():
    assert tag("<Likely>", "yellow") == '<span class="tag tag--yellow">&lt;Likely&gt;</span>'
    with pytest.raises(ValueError, match="pink"):
        tag("Likely", "pink")


def test_templates_have_the_formats_without_loading():
    template = Template(
        '{{ sum|money:"EUR" }} {{ share|percent }} {% status_badge "Due" "red" %} '
        '{% url_with sort="a" q=None %}'
    )
    request = RequestFactory().get("/?q=x&after=y&role=a&role=b")
    with translation.override("en"):
        text = template.render(Context({"sum": 5, "share": 0.5, "request": request}))
    assert text == '€5.00 50.0% <span class="tag tag--red">Due</span> ?role=a&amp;role=b&amp;sort=a'
