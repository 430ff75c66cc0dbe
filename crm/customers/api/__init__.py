"""The customer file in the API: cards, people at customers, addresses, catalogues."""

from crm.api.registry import register
from crm.customers.api.cards import CustomerViewSet
from crm.customers.api.catalogues import CustomFieldViewSet, IndustryViewSet
from crm.customers.api.duplicates import DuplicateViewSet, MergeViewSet
from crm.customers.api.parts import AddressViewSet, ContactViewSet
from crm.customers.api.told_apart import ToldApartViewSet

register("customers", CustomerViewSet)
register("contacts", ContactViewSet)
register("addresses", AddressViewSet)
register("industries", IndustryViewSet)
register("custom-fields", CustomFieldViewSet)
register("duplicates", DuplicateViewSet)
register("told-apart", ToldApartViewSet)
register("merges", MergeViewSet)
