"""New prospects: the quick add, and a further effort for a customer of the file."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.models import Customer
from crm.customers.views.similar import AskAboutSimilar
from crm.shell.access import VisibleMixin
from crm.shell.forms import ServiceFormPage
from prospects.forms.prospect import ProspectForm
from prospects.forms.quick import QuickForm
from prospects.models import Prospect
from prospects.newcomers import newcomer_of
from prospects.services import add_prospect, open_prospect
from prospects.services.opening import other_method

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class QuickAdd(AskAboutSimilar, ServiceFormPage):
    """A name and one way to reach them (domain.md, D1.1); likely duplicates are shown before it saves."""

    title = gettext_lazy("New prospect")
    subtitle = gettext_lazy("A name and one way to reach them; the rest can follow.")
    template_name = "prospects/new.html"
    form_class = QuickForm

    def get_cancel_url(self) -> str:
        return reverse("prospects:list")

    def get_initial(self) -> dict[str, Any]:
        """Start with the name that was searched for in vain, and the method used last."""
        last = Prospect.objects.filter(added_by=self.viewer, method__active=True).order_by("-pk")
        method = last.values_list("method", flat=True).first()
        return {"name": self.request.GET.get("name", "")[:200], "method": method}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.viewer}

    def perform(self, form: QuickForm) -> Prospect:
        return add_prospect(
            by=self.viewer,
            card=form.card,
            owner=form.cleaned_data.get("owner"),
            facts=form.facts,
            contacts=form.contacts,
        )

    def done_message(self, result: Prospect) -> StrOrPromise:
        customer = result.customer
        words = {"name": customer.name, "owner": customer.owner}
        if customer.owner == self.viewer:
            return _("%(name)s is on your list.") % words
        if customer.owner is not None:
            return _("%(name)s is on the list of %(owner)s.") % words
        if customer.team_id is not None:
            return _("%(name)s lies in the team's pool.") % words
        return _("%(name)s is added and belongs to nobody yet.") % words


class EffortOpen(VisibleMixin, ServiceFormPage):
    """A prospect on a card that is there: a new effort, or one for another line."""

    model = Customer
    subtitle = gettext_lazy("A new effort to win this customer, for one line of products or for all.")
    submit_label = gettext_lazy("Open the prospect")
    template_name = "prospects/effort_form.html"
    form_class = ProspectForm

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("owner", "account", "introducer", "introducer_contact")

    @cached_property
    def customer(self) -> Customer:
        found: Customer = self.get_record()
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.customer.is_archived:
            messages.info(request, _("This card is archived. Restore it first."))
            return HttpResponseRedirect(self.customer.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((self.customer.name, self.customer.get_absolute_url()),)

    def get_title(self) -> str:
        return _("Open a prospect: %(name)s") % {"name": self.customer.name}

    def get_cancel_url(self) -> str:
        return self.customer.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        return {"newcomer": newcomer_of(self.customer), "method": other_method()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.viewer, "customer": self.customer}

    def perform(self, form: ProspectForm) -> Prospect:
        return open_prospect(
            customer=self.customer,
            by=self.viewer,
            facts=form.facts,
            products=form.chosen_products,
            card=form.card,
        )

    def done_message(self, result: Prospect) -> StrOrPromise:
        return _("%(name)s is on the list of prospects.") % {"name": result.customer.name}
