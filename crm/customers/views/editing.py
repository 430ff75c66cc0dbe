"""New cards, changes of cards, and giving a card to somebody else."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers import custom
from crm.customers.choices import CustomerKind
from crm.customers.forms import CardForm, OwnerForm
from crm.customers.forms.card import other_kind
from crm.customers.models import Customer
from crm.customers.rules import may_change_owner
from crm.customers.services import change_owner, create_customer, update_customer
from crm.customers.views.similar import AskAboutSimilar
from crm.shell.access import VisibleMixin
from crm.shell.actions import Action
from crm.shell.forms import ServiceFormPage


class _CardFormPage(ServiceFormPage):
    """What creating and changing share: the kind of card, and its form of the day."""

    template_name = "customers/form.html"
    form_class = CardForm

    @cached_property
    def kind(self) -> str:
        """The kind that the address asks for, else the card's own."""
        asked = self.request.GET.get("kind", "")
        return asked if asked in CustomerKind.values else self.own_kind

    @property
    def own_kind(self) -> str:
        return CustomerKind.ORGANISATION

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "user": self.viewer,
            "kind": self.kind,
            "definitions": custom.definitions(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"].make_ready()
        return context

    def actions(self) -> list[Action]:
        other = other_kind(self.kind)
        return [Action(label=_("As %(kind)s") % {"kind": other.label.lower()}, url=f"?kind={other.value}")]


class CustomerCreate(AskAboutSimilar, _CardFormPage):
    """A new card. No toast says so afterwards: the card itself is the answer."""

    title = gettext_lazy("New customer")
    subtitle = gettext_lazy("Only the name and one way to reach them are needed; the rest can follow.")

    def get_cancel_url(self) -> str:
        return reverse("customers:list")

    def similar_data(self, form: CardForm) -> dict[str, Any]:
        return {"kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asks_about_similar=True, **kwargs)

    def perform(self, form: CardForm) -> Customer:
        return create_customer(
            by=self.viewer,
            values=form.values,
            owner=form.cleaned_data.get("owner"),
            contacts=form.contacts,
            fields=form.definitions,
        )


class CustomerEdit(VisibleMixin, _CardFormPage):
    model = Customer

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("introducer", "introducer_contact")

    @cached_property
    def customer(self) -> Customer:
        found: Customer = self.get_record()
        return found

    @property
    def own_kind(self) -> str:
        return self.customer.kind

    def get_title(self) -> str:
        return self.customer.name

    def get_cancel_url(self) -> str:
        return self.customer.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"customer": self.customer}

    def perform(self, form: CardForm) -> Customer:
        return update_customer(
            customer=self.customer,
            by=self.viewer,
            values=form.values,
            unchanged_since=form.seen_at,
            fields=form.definitions,
        )

    def done_message(self, result: Any) -> str:
        return _("%(name)s is saved.") % {"name": result.name}


class OwnerChange(VisibleMixin, ServiceFormPage):
    """One card goes to another owner."""

    model = Customer
    title = gettext_lazy("Change owner")
    submit_label = gettext_lazy("Give")
    form_class = OwnerForm

    def allows_object(self, user: Any, record: Any) -> bool:
        return may_change_owner(user)

    @cached_property
    def customer(self) -> Customer:
        found: Customer = self.get_record()
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        self.customer  # noqa: B018 - a card they may not see is a 404 before any form is
        return super().get_form_kwargs() | {"user": self.viewer}

    def get_cancel_url(self) -> str:
        return self.customer.get_absolute_url()

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((self.customer.name, self.customer.get_absolute_url()),)

    def perform(self, form: OwnerForm) -> Customer:
        change_owner(
            customers=Customer.objects.filter(pk=self.customer.pk), by=self.viewer, **form.cleaned_data
        )
        return self.customer

    def done_message(self, result: Any) -> str:
        return _("%(name)s has a new owner.") % {"name": result.name}

    def done_url(self, result: Any) -> str:
        seen = Customer.objects.visible_to(self.viewer).filter(pk=result.pk).exists()
        return str(result.get_absolute_url()) if seen else reverse("customers:list")
