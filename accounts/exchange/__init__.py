"""The trading relation in files: products, orders, order lines; accounts and tiers for export."""

from accounts.exchange.lines import OrderLineKind
from accounts.exchange.orders import OrderKind
from accounts.exchange.products import ProductKind
from accounts.exchange.reports import AccountKind, TierKind
from accounts.models import TierResult
from crm.exchange.kinds import KINDS
from crm.exchange.traces import trace

KINDS.register(ProductKind(), OrderKind(), OrderLineKind(), AccountKind(), TierKind())
trace(TierResult)
