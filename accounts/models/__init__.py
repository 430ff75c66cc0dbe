"""The trading relation: products, accounts, orders, tiers."""

from accounts.models.account import Account
from accounts.models.currency import Currency, ExchangeRate
from accounts.models.order import Order, OrderLine
from accounts.models.product import Product, ProductFamily
from accounts.models.tier import TierOverride, TierResult, TierRun

__all__ = [
    "Account",
    "Currency",
    "ExchangeRate",
    "Order",
    "OrderLine",
    "Product",
    "ProductFamily",
    "TierOverride",
    "TierResult",
    "TierRun",
]
