"""The map that opens on a phone, an Apple one and at a desk."""

import pytest

from crm.customers.maps import map_url
from crm.customers.models import Customer

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "by_point", "by_address"),
    [
        (IPHONE, "maps:?daddr=46.948000,7.447400", "maps:?daddr=Main%20street%201,%20Bern"),
        (
            ANDROID,
            "geo:46.948000,7.447400?q=46.948000,7.447400(Alba%20%26%20Co)",
            "geo:0,0?q=Main%20street%201%2C%20Bern",
        ),
        (
            DESK,
            "https://www.openstreetmap.org/?mlat=46.948000&mlon=7.447400#map=17/46.948000/7.447400",
            "https://www.openstreetmap.org/search?query=Main%20street%201%2C%20Bern",
        ),
    ],
)
def test_each_device_gets_a_map_it_can_open(agent, by_point, by_address):
    facts = {"name": "Alba & Co", "street": "Main street 1", "city": "Bern"}
    assert map_url(Customer(latitude=46.948, longitude=7.4474, **facts), agent) == by_point
    assert map_url(Customer(**facts), agent) == by_address
    assert map_url(Customer(name="Alba"), agent) == ""
