"""Accounts, products, orders and tiers in the API."""

from accounts.api.accounts import AccountViewSet
from accounts.api.orders import OrderViewSet
from accounts.api.products import CurrencyViewSet, ProductFamilyViewSet, ProductViewSet
from accounts.api.tiers import TierRunViewSet
from crm.api.registry import register

register("accounts", AccountViewSet)
register("orders", OrderViewSet)
register("products", ProductViewSet)
register("product-families", ProductFamilyViewSet)
register("currencies", CurrencyViewSet)
register("tier-runs", TierRunViewSet)
