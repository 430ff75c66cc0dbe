"""Hand a territory, or all of a leaver's records, to another person."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.people.forms import HandoverForm
from crm.people.models import User
from crm.people.rules import may_hand_over
from crm.people.services.handing_over import hand_over
from crm.shell.forms import ServiceFormPage
from crm.shell.keys import key_of


class HandoverPage(ServiceFormPage):
    title = gettext_lazy("Hand records over")
    subtitle = gettext_lazy(
        "Customers, territories and open visits move, with a note on each timeline; what was done stays."
    )
    form_class = HandoverForm
    submit_label = gettext_lazy("Hand over")

    def allows(self, user: Any) -> bool:
        return may_hand_over(user)

    def get_cancel_url(self) -> str:
        return reverse("people:list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        if "giver" not in self.request.GET:
            return {}
        giver = key_of(self.request.GET["giver"])
        if not User.objects.visible_to(self.request.user).filter(pk=giver).exists():
            raise Http404
        return {"giver": giver}

    def perform(self, form: Any) -> dict[str, int]:
        return hand_over(by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("Records handed over: %(count)s.") % {"count": sum(result.values())}

    def done_url(self, result: Any) -> str:
        return reverse("people:list")
