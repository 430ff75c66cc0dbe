"""Files to import, as the tests of `crm.exchange` write them."""

from tests.crm.exchange.conftest import counts, load, sheet

__all__ = ["counts", "load", "sheet"]
