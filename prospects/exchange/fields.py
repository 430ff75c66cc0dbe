"""The fields of an effort in files; those of its card are the customers kind's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crm.exchange.fields import Field, FieldType
from prospects.choices import Answer, Disposition, GiveUpReason, Newcomer, Stage
from prospects.models import AcquisitionMethod, Prospect

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ANSWERS = ("need", "budget", "authority", "timing")
# Columns a row sets as they stand in the file.
PLAIN = ("interest", "newcomer", "hesitation", "expected_value", "expected_on", "opened_on")


def effort_fields() -> list[Field]:
    """All fields of an effort; the methods of the day by code, understood by name in every language too."""
    return [
        Field(
            "method",
            _("acquisition method"),
            FieldType.CHOICE,
            choices=_methods(),
            synonyms="lead_source source how_found 来源 來源 유입경로",
            help=_("Code or name of the catalogue."),
        ),
        Field(
            "line",
            _("product line"),
            max_length=120,
            synonyms="product_family family",
            help=_("A product family by name; without one everything we sell."),
        ),
        _choice("stage", _("stage"), Stage.choices, "lead_stage pipeline_stage"),
        Field("step", _("step"), max_length=80, help=_("By name; it brings its stage along.")),
        _choice("disposition", _("disposition"), Disposition.choices),
        _choice("newcomer", _("kind of newcomer"), Newcomer.choices),
        Field("hesitation", _("why they hesitate"), max_length=200),
        Field("interest", _("interest in words"), max_length=200),
        Field(
            "products",
            _("products of interest"),
            max_length=1_000,
            help=_("Numbers of products, parted by semicolons."),
        ),
        Field(
            "expected_value",
            _("expected yearly sales"),
            FieldType.DECIMAL,
            places=2,
            minimum=Decimal(0),
            maximum=Decimal(10) ** 12 - 1,
            synonyms="expected_sales expected_revenue potential_value",
        ),
        Field("expected_on", _("expected first order"), FieldType.DATE, synonyms="expected_close_date"),
        *(_choice(name, _answer_label(name), _ANSWERS) for name in ANSWERS),
        Field("opened_on", _("opened on"), FieldType.DATE),
        Field("won_on", _("won on"), FieldType.DATE),
        Field("given_up_on", _("given up on"), FieldType.DATE),
        _choice("given_up_reason", _("why given up"), GiveUpReason.choices),
        Field("given_up_note", _("why, in words"), max_length=400),
        Field("score", _("qualification"), FieldType.INTEGER, importable=False),
        Field("visits_made", _("visits made"), FieldType.INTEGER, importable=False),
    ]


_ANSWERS = [(str(value), label) for value, label in Answer.choices]


def _answer_label(name: str) -> object:
    return Prospect._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _choice(name: str, label: object, choices: Sequence[tuple[str, object]], synonyms: str = "") -> Field:
    return Field(name, label, FieldType.CHOICE, choices=dict(choices), synonyms=synonyms)  # type: ignore[arg-type]


def _methods() -> dict[str, StrOrPromise]:
    return {code: _(name) for code, name in AcquisitionMethod.objects.values_list("code", "name")}


EFFORT_NAMES = frozenset(
    {
        *("method", "line", "stage", "step", "disposition", "products", "score", "visits_made"),
        *("won_on", "given_up_on", "given_up_reason", "given_up_note"),
        *PLAIN,
        *ANSWERS,
    }
)
