"""What is done with one account: its facts, its tier, its end."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import rules
from accounts.choices import Tier
from accounts.forms.accounts import AccountForm, TierForm
from accounts.models import Account, TierOverride
from accounts.services.accounts import close_account, open_account, reopen_account, update_account
from accounts.services.overrides import end_override, override_tier
from crm.customers.models import Customer
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class AccountFormPage(VisibleMixin, ServiceFormPage):
    """A form about one account; what may not be seen is a 404 before any form."""

    model = Account

    @cached_property
    def account(self) -> Account:
        found: Account = self.get_record()
        return found

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("customer__team", "currency")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.account  # noqa: B018 - 404 and 403 come before any form
        return super().dispatch(request, *args, **kwargs)

    def get_cancel_url(self) -> str:
        return self.account.get_absolute_url()

    def done_url(self, result: Any) -> str:
        return self.account.get_absolute_url()


class AccountOpen(VisibleMixin):
    """Open the account of a customer who has none, by POST; with ``then=order`` goes on to their order."""

    http_method_names = ("post",)
    model = Customer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = open_account(customer=self.get_record(), by=self.viewer)
        if request.POST.get("then") == "order":
            return HttpResponseRedirect(reverse("accounts:order-new", args=[account.pk]))
        return HttpResponseRedirect(account.get_absolute_url())


class AccountEdit(AccountFormPage):
    form_class = AccountForm

    def get_title(self) -> str:
        return _("Trading facts of %(name)s") % {"name": self.account.customer.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Account.objects.get(pk=self.account.pk)}

    def perform(self, form: Any) -> Account:
        return update_account(account=self.account, facts=form.cleaned_data, by=self.viewer)

    def done_message(self, result: Any) -> StrOrPromise:
        return _("Saved.")


class TierSet(AccountFormPage):
    form_class = TierForm
    template_name = "accounts/tier_form.html"

    def allows_object(self, user: Any, record: Any) -> bool:
        return rules.may_override_tier(user, record)

    def get_title(self) -> str:
        return _("Tier of %(name)s") % {"name": self.account.customer.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        override = (
            TierOverride.objects.filter(account=self.account, ended_at=None).select_related("by").first()
        )
        return super().get_context_data(account=self.account, override=override, **kwargs)

    def perform(self, form: Any) -> TierOverride:
        return override_tier(
            account=self.account,
            tier=Tier(form.cleaned_data["tier"]),
            reason=form.cleaned_data["reason"],
            expires_on=form.cleaned_data["expires_on"],
            by=self.viewer,
        )

    def done_message(self, result: Any) -> StrOrPromise:
        return _("The tier is set; the computed one stays visible.")


class AccountDeed(VisibleMixin):
    """Something done to one account by POST, by one service call."""

    http_method_names = ("post",)
    model = Account

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("customer__team")

    def allows_object(self, user: Any, record: Any) -> bool:
        return rules.may_override_tier(user, record)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = self.get_record()
        try:
            messages.success(request, self.perform(account))
        except Refused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(account.get_absolute_url())

    def perform(self, account: Account) -> str:
        raise NotImplementedError


class TierGiveBack(AccountDeed):
    def perform(self, account: Account) -> str:
        end_override(account=account, by=self.viewer)
        return _("The computed tier counts again.")


class AccountClose(AccountDeed):
    def perform(self, account: Account) -> str:
        close_account(account=account, by=self.viewer)
        return _("The account is closed.")


class AccountReopen(AccountDeed):
    def perform(self, account: Account) -> str:
        reopen_account(account=account, by=self.viewer)
        return _("The account is open again.")
