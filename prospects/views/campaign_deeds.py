"""What is done to campaigns: opened, changed, filled, closed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage, safe_next
from prospects import rules
from prospects.bulk_campaign import added_words
from prospects.forms.campaign import CampaignForm, OneProspectForm, SavedFilterForm
from prospects.models import Campaign, CampaignMember, Prospect
from prospects.services.campaigns import (
    Added,
    add_members,
    close_campaign,
    open_campaign,
    remove_member,
    update_campaign,
)
from prospects.views.common import ProspectFormPage
from prospects.views.lists import ProspectList

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CampaignNew(ServiceFormPage):
    title = gettext_lazy("New campaign")
    form_class = CampaignForm
    crumbs = ((gettext_lazy("Campaigns"), "/campaigns/"),)

    def allows(self, user: Any) -> bool:
        return rules.may_open_campaign(user)

    def get_cancel_url(self) -> str:
        return reverse("prospects:campaigns")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.viewer}

    def perform(self, form: CampaignForm) -> Campaign:
        return open_campaign(by=self.viewer, facts=form.facts, days=form.days)

    def done_message(self, result: Campaign) -> StrOrPromise:
        return _("%(name)s is open. Now choose its prospects.") % {"name": result.name}


class CampaignMixin(VisibleMixin):
    """A campaign the person may see."""

    model = Campaign

    @cached_property
    def campaign(self) -> Campaign:
        found: Campaign = self.get_record()
        return found

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("team", "lead", "supporter")


class CampaignFormPage(CampaignMixin, ServiceFormPage):
    """A form about one campaign; a closed one leads back to its card, saying so."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.campaign.is_closed:  # 404 and 403 come first
            messages.info(request, _("This campaign is closed."))
            return HttpResponseRedirect(self.campaign.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((self.campaign.name, self.campaign.get_absolute_url()),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.viewer}

    def get_cancel_url(self) -> str:
        return self.campaign.get_absolute_url()


class CampaignEdit(CampaignFormPage):
    title = gettext_lazy("Edit the campaign")
    form_class = CampaignForm

    def allows_object(self, user: Any, record: Any) -> bool:
        return rules.may_edit_campaign(user, record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.campaign}

    def perform(self, form: CampaignForm) -> Campaign:
        return update_campaign(
            campaign=self.campaign,
            by=self.viewer,
            facts=form.facts,
            days=form.days,
            unchanged_since=form.seen_at,
        )

    def done_message(self, result: Campaign) -> StrOrPromise:
        return _("%(name)s is saved.") % {"name": result.name}


class CampaignAdd(CampaignFormPage):
    """Put what a saved filter finds into the campaign; without one, the way to the list is shown."""

    title = gettext_lazy("Add prospects")
    submit_label = gettext_lazy("Add what it finds")
    template_name = "prospects/campaign_add.html"
    form_class = SavedFilterForm

    def allows_object(self, user: Any, record: Any) -> bool:
        return rules.may_add_to_campaign(user, record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"has_saved": context["form"].fields["saved"].queryset.exists()}

    def perform(self, form: SavedFilterForm) -> Added:
        """Add what the filter finds among what the person sees, whoever saved it."""
        found = ProspectList.rows_for(self.viewer, QueryDict(form.cleaned_data["saved"].query))
        prospects = Prospect.objects.filter(pk__in=found.order_by().values("pk"))
        return add_members(campaign=self.campaign, prospects=prospects, by=self.viewer)

    def done_message(self, result: Added) -> StrOrPromise:
        return added_words(result, self.campaign.name)

    def done_url(self, result: Added) -> str:
        return f"{self.campaign.get_absolute_url()}?tab=members"


class CampaignRemove(CampaignMixin):
    """Take a prospect that the person sees out of a campaign, by POST."""

    http_method_names = ("post",)

    def allows_object(self, user: Any, record: Any) -> bool:
        return rules.may_add_to_campaign(user, record)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        members = CampaignMember.objects.visible_to(self.viewer).filter(campaign=self.campaign)
        member = members.select_related("prospect__customer").filter(pk=kwargs["entry"]).first()
        if member is None:
            raise Http404
        try:
            remove_member(member=member, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            name = member.prospect.customer.name
            messages.success(request, _("%(name)s is out of the campaign.") % {"name": name})
        return HttpResponseRedirect(safe_next(request, f"{self.campaign.get_absolute_url()}?tab=members"))


class ProspectToCampaign(ProspectFormPage):
    """Put the prospect of a card into a campaign."""

    title = gettext_lazy("Add to campaign")
    submit_label = gettext_lazy("Add")
    form_class = OneProspectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.viewer, "prospect": self.prospect}

    def perform(self, form: OneProspectForm) -> Added:
        alone = Prospect.objects.filter(pk=self.prospect.pk)
        self.campaign = form.cleaned_data["campaign"]
        return add_members(campaign=self.campaign, prospects=alone, by=self.viewer)

    def done_message(self, result: Added) -> StrOrPromise:
        return added_words(result, self.campaign.name)

    def done_url(self, result: Added) -> str:
        return self.prospect.get_absolute_url()


class CampaignClose(CampaignMixin):
    """End a campaign, by POST."""

    http_method_names = ("post",)

    def allows_object(self, user: Any, record: Any) -> bool:
        return rules.may_edit_campaign(user, record)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        campaign = self.campaign
        try:
            close_campaign(campaign=campaign, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("%(name)s is closed.") % {"name": campaign.name})
        return HttpResponseRedirect(campaign.get_absolute_url())
