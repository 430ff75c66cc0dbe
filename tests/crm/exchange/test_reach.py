"""Numbers and addresses in files: cells say what is wrong; loading again changes nothing."""

import pytest

from crm.customers.models import Customer


@pytest.mark.parametrize(
    ("kind", "row", "field"),
    [
        ("customers", "number,name,city,phone\nK9,Alba,Bern,call Ann\n", "phone"),
        ("customers", "number,name,city,website\nK9,Alba,Bern,javascript:alert(1)\n", "website"),
        ("customers", "number,name,city,contact,contact_phone\nK9,Alba,Bern,Ann,later\n", "contact_phone"),
        ("contacts", "customer,name,mobile\nK1,Ann,at home\n", "mobile"),
        ("users", "number,name,email,phone\nR9,Ann,a@firm.example,none\n", "phone"),
    ],
)
def test_cells_that_are_none_are_refused(load, shop, kind, row, field):
    result = load(kind, row)
    assert (result["code"], result["errors"][0]["field"]) == (1, field)


def test_an_address_without_scheme_is_kept_with_one_and_not_changed_again(load, counts):
    text = "number,name,phone,website\nK1,Alba,(5) 555-4729,alba.example\n"
    load("customers", text)
    assert Customer.objects.values_list("phone", "website").get() == ("(5) 555-4729", "https://alba.example")
    assert counts(load("customers", text)) == (0, 0, 1, 0)
