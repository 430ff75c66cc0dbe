"""Admin-defined fields of every type: stored, shown, filtered, listed, and what they refuse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from crm.customers import custom
from crm.customers.choices import CustomerKind, FieldType
from crm.customers.models import Customer, CustomField
from crm.shell.errors import Refused
from tests.factories.customers import CustomerFactory, CustomFieldFactory

GOOD = [
    (FieldType.TEXT, "  a word ", "a word"),
    (FieldType.NUMBER, "12.50", "12.5"),
    (FieldType.NUMBER, Decimal("100"), "100"),
    (FieldType.NUMBER, "-0", "0"),
    (FieldType.NUMBER, 7, "7"),
    (FieldType.DATE, "2024-02-29", "2024-02-29"),
    (FieldType.DATE, dt.date(2024, 2, 29), "2024-02-29"),
    (FieldType.DATE, dt.datetime(2024, 2, 29, 23, 0), "2024-02-29"),
    (FieldType.CHOICE, "red", "Red"),
    (FieldType.BOOLEAN, "yes", True),
    (FieldType.BOOLEAN, False, False),
    (FieldType.BOOLEAN, "0", False),
]
BAD = [
    (FieldType.TEXT, "x" * 2001),
    (FieldType.NUMBER, "twelve"),
    (FieldType.NUMBER, "NaN"),
    (FieldType.NUMBER, "Infinity"),
    (FieldType.NUMBER, "1e999999"),
    (FieldType.NUMBER, "1" * 40),
    (FieldType.NUMBER, True),
    (FieldType.DATE, "2023-02-29"),
    (FieldType.DATE, "29.2.2024"),
    (FieldType.CHOICE, "blue"),
    (FieldType.BOOLEAN, "perhaps"),
]


def field_of(kind: str) -> CustomField:
    return CustomField(key="a", label="A field", type=kind, choices="Red\nGreen" if kind == "choice" else "")


@pytest.mark.parametrize(("kind", "raw", "stored"), GOOD)
def test_values_are_stored_in_one_way(kind, raw, stored):
    assert custom.clean_value(field_of(kind), raw) == stored


@pytest.mark.parametrize(("kind", "raw"), BAD)
def test_what_cannot_be_is_refused_by_name(kind, raw):
    with pytest.raises(Refused, match="A field") as refused:
        custom.clean_value(field_of(kind), raw)
    assert refused.value.field == "custom_a"


@pytest.mark.parametrize("kind", FieldType.values)
@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_nothing_is_nothing(kind, nothing):
    assert custom.clean_value(field_of(kind), nothing) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_numbers_come_back_as_they_went_in(number):
    field = field_of(FieldType.NUMBER)
    stored = custom.clean_value(field, number)
    assert custom.python_value(field, stored) == number
    assert custom.clean_value(field, stored) == stored


@given(st.text(max_size=60), st.sampled_from(FieldType.values))
def test_any_text_is_taken_or_refused_but_never_breaks(text, kind):
    field = field_of(kind)
    try:
        stored = custom.clean_value(field, text)
    except Refused:
        return
    assert stored is None or custom.clean_value(field, stored) == stored


def test_values_of_fields_nobody_defined_are_refused():
    with pytest.raises(Refused) as refused:
        custom.clean_values({"b": "1"}, fields=[field_of("text")])
    assert refused.value.code == "unknown"


def test_emptying_takes_a_key_out_and_leaves_the_others():
    fields = [CustomField(key=key, label=key) for key in "ab"]
    assert custom.clean_values({"a": ""}, fields=fields, stored={"a": "1", "b": "2"}) == {"b": "2"}


@pytest.fixture
def all_types(db):
    """A field of each type, each a column of the list."""
    return {
        kind: CustomFieldFactory(
            key=f"my_{kind}",
            label=f"My {kind}",
            type=kind,
            in_list=True,
            choices="Red\nGreen" if kind == "choice" else "",
        )
        for kind in FieldType.values
    }


VALUES = {
    "my_text": "Tank farm",
    "my_number": "7.5",
    "my_date": "2024-05-01",
    "my_choice": "Red",
    "my_boolean": True,
}
LOW = {"my_text": "A", "my_number": "9", "my_date": "2024-01-01", "my_choice": "Green", "my_boolean": False}
HIGH = {"my_text": "B", "my_number": "10", "my_date": "2024-02-01", "my_choice": "Red", "my_boolean": True}


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("custom_my_text=tank", True),
        ("custom_my_text=pipeline", False),
        ("custom_my_number_min=7&custom_my_number_max=10", True),
        ("custom_my_number_min=10", False),
        ("custom_my_number_max=7.4", False),
        ("custom_my_date_after=2024-05-01", True),
        ("custom_my_date_before=2024-04-30", False),
        ("custom_my_choice=Red", True),
        ("custom_my_choice=Green", False),
        ("custom_my_boolean=true", True),
        ("custom_my_boolean=false", False),
    ],
)
def test_the_list_filters_by_every_type(cast, as_, all_types, query, found):
    CustomerFactory(name="Alba Oil", owner=cast.owner, custom=VALUES)
    CustomerFactory(name="Bare AG", owner=cast.owner)
    page = as_(cast.owner).get(reverse("customers:list") + f"?{query}").content.decode()
    assert ("Alba Oil" in page) == found, page
    assert "Bare AG" not in page


@pytest.mark.every_database
@pytest.mark.parametrize("kind", FieldType.values)
@pytest.mark.parametrize("way", ["", "-"])
def test_the_list_shows_and_sorts_by_every_type(cast, as_, all_types, kind, way):
    CustomerFactory(name="Low", owner=cast.owner, custom=LOW)
    CustomerFactory(name="High", owner=cast.owner, custom=HIGH)
    CustomerFactory(name="None", owner=cast.owner)
    response = as_(cast.owner).get(reverse("customers:list") + f"?sort={way}custom_my_{kind}")
    body = response.content.decode().split("<tbody>")[1]
    places = [body.index(f">{name}</a>") for name in (("High", "Low") if way else ("Low", "High"))]
    assert [*places, body.index(">None</a>")] == sorted([*places, body.index(">None</a>")])


def test_form_card_and_history_show_every_type(cast, as_, all_types):
    client = as_(cast.owner)
    written = VALUES | {"my_number": "7.50", "my_boolean": "true"}
    data = {"name": "Alba Oil", "phone": "1"} | {f"custom_{key}": value for key, value in written.items()}
    client.post(reverse("customers:create"), data)
    customer = Customer.objects.get()
    assert customer.custom == VALUES
    for path in (customer.get_absolute_url(), reverse("customers:history", args=[customer.pk])):
        page = client.get(path).content.decode()
        assert "My number" in page
        assert "7.5" in page
    form = client.get(reverse("customers:edit", args=[customer.pk])).context["form"]
    assert form.initial["custom_my_boolean"] == "true"
    assert form.initial["custom_my_number"] == Decimal("7.5")


def test_a_field_of_one_kind_is_not_asked_of_the_other(cast, as_):
    CustomFieldFactory(key="pets", kind=CustomerKind.INDIVIDUAL)
    client = as_(cast.owner)
    assert "custom_pets" not in client.get(reverse("customers:create")).context["form"].fields
    page = client.get(reverse("customers:create") + "?kind=individual")
    assert "custom_pets" in page.context["form"].fields


def test_a_field_out_of_use_leaves_form_and_filter_but_not_the_card(cast, as_):
    field = CustomFieldFactory(key="old", active=False)
    customer = CustomerFactory(owner=cast.owner, custom={"old": "kept"})
    client = as_(cast.owner)
    form = client.get(reverse("customers:edit", args=[customer.pk])).context["form"]
    assert "custom_old" not in form.fields
    data = {name: value for name, value in form.initial.items() if value is not None}
    client.post(reverse("customers:edit", args=[customer.pk]), data | {"brand": "New"})
    customer.refresh_from_db()
    assert (customer.brand, customer.custom, field.active) == ("New", {"old": "kept"}, False)
