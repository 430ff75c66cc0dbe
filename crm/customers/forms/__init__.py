"""Forms of the customer file. They check what a browser sends; services decide."""

from crm.customers.forms.card import CardForm
from crm.customers.forms.owner import OwnerForm
from crm.customers.forms.parts import AddressForm, ContactForm
from crm.customers.forms.private import PrivateForm

__all__ = ["AddressForm", "CardForm", "ContactForm", "OwnerForm", "PrivateForm"]
