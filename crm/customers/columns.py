"""The columns of lists of customers."""

from __future__ import annotations

from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.customers.models import Customer
from crm.shell.formats import percent
from crm.shell.lists import Column, Key


def _place(customer: Customer) -> str:
    return " · ".join(filter(None, [customer.city, customer.number]))


def _kind(customer: Customer) -> str:
    return str(customer.get_kind_display())


def _share(customer: Customer) -> str | SafeString:
    return percent(customer.completeness / 100, 0)


NAME = Column(
    key="name",
    label=_("Name"),
    render=lambda row: row.name,
    sort=("name",),
    lead=True,
    detail=lambda row: row.number,
)
NAME_AND_PLACE = replace(NAME, detail=_place)
OWNER = Column(key="owner", label=_("Owner"), render=lambda row: row.owner, sort=("owner__name",))
CITY = Column(key="city", label=_("City"), render=lambda row: row.city, sort=("city",))
PHONE = Column(key="phone", label=_("Phone"), render=lambda row: row.phone or row.mobile)
VERIFIED = Column(
    key="verified", label=_("Verified on"), render=lambda row: row.verified_on, sort=("verified_on",)
)
CUSTOMER_COLUMNS = (
    NAME,
    Column(key="number", label=_("Number"), render=lambda row: row.number, sort=("number",), shown=False),
    Column(key="kind", label=_("Kind"), render=_kind, sort=("kind",), shown=False),
    CITY,
    Column(
        key="region",
        label=_("State or province"),
        render=lambda row: row.region,
        sort=("region",),
        shown=False,
    ),
    Column(
        key="postcode", label=_("Postcode"), render=lambda row: row.postcode, sort=("postcode",), shown=False
    ),
    Column(key="country", label=_("Country"), render=lambda row: row.country, sort=("country",), shown=False),
    PHONE,
    Column(key="email", label=_("E-mail"), render=lambda row: row.email, sort=("email",), shown=False),
    Column(key="industry", label=_("Industry"), render=lambda row: row.industry, sort=("industry__name",)),
    OWNER,
    Column(
        key="team",
        label=_("Team"),
        render=lambda row: row.team,
        sort=("team__name",),
        shown=False,
        prepare=lambda rows: rows.select_related("team"),
    ),
    Column(
        key="territory",
        label=_("Territory"),
        render=lambda row: row.territory,
        sort=("territory__name",),
        shown=False,
        prepare=lambda rows: rows.select_related("territory"),
    ),
    Column(
        key="turnover",
        label=_("Annual turnover"),
        render=lambda row: row.annual_turnover,
        sort=("annual_turnover",),
        numeric=True,
        shown=False,
    ),
    Column(
        key="employees",
        label=_("Employees"),
        render=lambda row: row.employees,
        sort=("employees",),
        numeric=True,
        shown=False,
    ),
    Column(key="completeness", label=_("Complete"), render=_share, sort=(Key("completeness"),), numeric=True),
    VERIFIED,
    Column(
        key="created",
        label=_("Created"),
        render=lambda row: row.created_at,
        sort=("created_at",),
        shown=False,
    ),
)
