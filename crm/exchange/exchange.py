"""The kinds of the ground floor. The apps above bring theirs in an `exchange.py` of their own."""

from crm.exchange.contacts import ContactKind
from crm.exchange.customers import CustomerKind
from crm.exchange.kinds import KINDS
from crm.exchange.touches import TouchKind
from crm.exchange.users import UserKind

KINDS.register(UserKind(), CustomerKind(), ContactKind(), TouchKind())
