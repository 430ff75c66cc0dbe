"""What is done to one prospect: moved, decided on, given up, taken up again, won, edited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Account
from crm.shell.errors import Refused
from crm.shell.htmx import wants_fragment
from prospects.choices import Disposition
from prospects.commitments import agreed_with
from prospects.forms.deeds import ConvertForm, DispositionForm, GiveUpForm, StageForm
from prospects.forms.prospect import ProspectForm
from prospects.models import Prospect
from prospects.policy import early_visits
from prospects.services import (
    convert,
    give_up,
    move_to_stage,
    revive,
    set_disposition,
    update_prospect,
)
from prospects.services.ending import going_on
from prospects.views.common import ProspectFormPage, ProspectMixin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import Account as AccountType


class ProspectEdit(ProspectFormPage):
    """The facts of the effort; those of the customer are edited on their card."""

    only_open = False
    title = gettext_lazy("Edit the prospect")
    template_name = "prospects/effort_form.html"
    form_class = ProspectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        prospect = self.prospect
        known = {"user": self.viewer, "customer": prospect.customer, "prospect": prospect}
        return super().get_form_kwargs() | known

    def perform(self, form: ProspectForm) -> Prospect:
        return update_prospect(
            prospect=self.prospect,
            by=self.viewer,
            facts=form.facts,
            products=form.chosen_products,
            card=form.card,
            unchanged_since=form.seen_at,
        )

    def done_message(self, result: Prospect) -> StrOrPromise:
        return _("%(name)s is saved.") % {"name": result.customer.name}


class StageChange(ProspectFormPage):
    """Move to a stage and step: a form of its own, and what the board and the card send."""

    title = gettext_lazy("Change stage")
    submit_label = gettext_lazy("Move")
    form_class = StageForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"prospect": self.prospect}

    def perform(self, form: StageForm) -> Prospect:
        return move_to_stage(
            prospect=self.prospect,
            stage=form.cleaned_data["to"].stage,
            step=form.step,
            was=form.cleaned_data["was"],
            by=self.viewer,
        )

    def done_message(self, result: Prospect) -> StrOrPromise:
        return _("%(name)s stands at “%(place)s”.") % {
            "name": result.customer.name,
            "place": result.stage_word,
        }

    def form_invalid(self, form: StageForm) -> HttpResponse:
        """The board keeps standing as it is and says why; nothing of a form is put into it."""
        if not wants_fragment(self.request):
            return super().form_invalid(form)
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"toast": {"level": "error", "text": words}})
        return response


class DispositionChange(ProspectFormPage):
    """The question after visits: go on, or keep warm? Giving up asks for a reason on its own page."""

    title = gettext_lazy("How to go on?")
    template_name = "prospects/disposition.html"
    form_class = DispositionForm

    def get_initial(self) -> dict[str, Any]:
        return {"disposition": self.prospect.disposition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(prospect=self.prospect, **kwargs)

    def perform(self, form: DispositionForm) -> Prospect:
        return set_disposition(prospect=self.prospect, by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Prospect) -> StrOrPromise:
        words = {"name": result.customer.name, "what": Disposition(result.disposition).label}
        return _("%(name)s: %(what)s.") % words


class GiveUp(ProspectFormPage):
    """Strike a prospect off, with a reason."""

    title = gettext_lazy("Give up")
    submit_label = gettext_lazy("Give up")
    template_name = "prospects/give_up.html"
    form_class = GiveUpForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"prospect": self.prospect}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        least = early_visits()
        prospect = self.prospect
        goes_on = bool(going_on([prospect.customer_id], without=prospect))
        return super().get_context_data(
            prospect=prospect,
            early=prospect.visits_made < least,
            least=least,
            goes_on=goes_on,
            agreed=[] if goes_on else agreed_with(prospect.customer),
            **kwargs,
        )

    def perform(self, form: GiveUpForm) -> Prospect:
        return give_up(prospect=self.prospect, by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Prospect) -> StrOrPromise:
        text = ngettext(
            "%(name)s is struck off after %(count)s visit.",
            "%(name)s is struck off after %(count)s visits.",
            result.visits_made,
        )
        return text % {"name": result.customer.name, "count": result.visits_made}


class Revive(ProspectMixin):
    """Take a prospect that was given up on again, by POST."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prospect = self.prospect
        try:
            revive(prospect=prospect, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("%(name)s is worked on again.") % {"name": prospect.customer.name})
        return HttpResponseRedirect(prospect.get_absolute_url())


class Convert(ProspectFormPage):
    """Won: ask once, and end on the account's card (D1.7)."""

    title = gettext_lazy("Won!")
    submit_label = gettext_lazy("Make it an account")
    template_name = "prospects/convert.html"
    form_class = ConvertForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"prospect": self.prospect}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = Account.objects.filter(customer=self.prospect.customer).first()
        return super().get_context_data(prospect=self.prospect, account=account, **kwargs)

    def perform(self, form: ConvertForm) -> AccountType:
        return convert(prospect=self.prospect, by=self.viewer, on=form.cleaned_data["won_on"])

    def done_message(self, result: AccountType) -> StrOrPromise:
        return _("%(name)s is an account. Well done.") % {"name": self.prospect.customer.name}

    def form_valid(self, form: ConvertForm) -> HttpResponse:
        response = super().form_valid(form)
        if isinstance(response, HttpResponseRedirect):
            # Whatever page asked: what comes next is the account.
            account = Account.objects.filter(customer=self.prospect.customer).get()
            return HttpResponseRedirect(reverse("accounts:card", args=[account.pk]))
        return response
