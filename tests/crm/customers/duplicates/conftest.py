"""Files to load, as the tests of imports have them."""

from tests.crm.exchange.conftest import load, sheet

__all__ = ["load", "sheet"]
