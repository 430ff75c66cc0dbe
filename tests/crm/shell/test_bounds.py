"""Filters that ask for what no database can compare get a message, not a failure."""

import pytest

from tests.factories.customers import CustomFieldFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TOO_MUCH = [
    *(f"/customers/?{query}" for query in ("born_min=0", "born_max=99999", "annual_turnover_min=1e15")),
    *(f"/customers/?{query}" for query in ("completeness_min=1e30", "created_after=0001-01-01")),
    *(f"/customers/?{query}" for query in ("verified_before=9999-12-31", "custom_size_min=1e400")),
    *(f"/customers/?team={'9' * 20}", f"/customers/?owner={'9' * 20}"),
    *(f"/accounts/?{query}" for query in ("sales_min=1e999999", "opened_after=0001-01-01")),
    *(f"/accounts/?last_order_before={day}" for day in ("0001-01-01", "9999-12-31")),
    *(f"/orders/?{query}" for query in ("net_base_max=-1e999999", "date_before=9999-12-31")),
    "/products/?price_min=1e10",
]


@pytest.mark.parametrize("address", TOO_MUCH)
def test_a_filter_out_of_bounds_finds_nothing_and_says_why(client, cast, address):
    CustomFieldFactory(key="size", type="number", label="Size")
    cast.owner.time_zone = "Asia/Seoul"
    cast.owner.save()
    client.force_login(cast.owner)
    response = client.get(address)
    assert response.status_code == 200
    assert response.context["filter_errors"]
    assert response.context["table"].shown == 0


@pytest.mark.parametrize(
    "address", ["/customers/?born_min=1900&annual_turnover_max=9999999999999", "/accounts/?sales_min=1e11"]
)
def test_a_filter_within_bounds_is_used(client, cast, address):
    client.force_login(cast.owner)
    response = client.get(address)
    assert (response.status_code, response.context["filter_errors"]) == (200, [])
    assert response.context["chips"]
