"""One's own API tokens: create, shown once, and revoke."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.api.models import ApiToken
from crm.people.services.tokens import MAX_NAME, create_token, revoke_token
from crm.shell.access import AllowedMixin
from crm.shell.actions import Action
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage, add_refusal


class TokenForm(forms.Form):
    """A token's name says which program it is for."""

    name = forms.CharField(
        label=gettext_lazy("Name of the program"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Tokens(ServiceFormPage):
    """Lists the tokens; a new one is shown in the answer to its form, and never again."""

    title = gettext_lazy("API tokens")
    subtitle = gettext_lazy("A token lets a program do and see what you may. Give each program its own.")
    submit_label = gettext_lazy("Create token")
    form_class = TokenForm
    template_name = "people/tokens.html"

    def get_cancel_url(self) -> str:
        return reverse("people:profile")

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((_("Your settings"), reverse("people:profile")),)

    def actions(self) -> list[Action]:
        return [Action(label=_("Documentation"), url=reverse("api-docs"), icon="link")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tokens = ApiToken.objects.filter(user=self.viewer)
        return super().get_context_data(tokens=tokens, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            token, key = create_token(by=self.viewer, name=form.cleaned_data["name"])
        except Refused as refused:
            add_refusal(form, refused)
            return self.form_invalid(form)
        context = self.get_context_data(form=TokenForm(), token=token, key=key)
        response = self.render_to_response(context)
        add_never_cache_headers(response)
        return response


class TokenRevoke(AllowedMixin):
    """Ends one's own token; anybody else's is a 404."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(ApiToken, pk=pk, user=self.viewer)
        revoke_token(token=token)
        messages.success(request, _("“%(name)s” counts no more.") % {"name": token.name})
        return HttpResponseRedirect(reverse("people:tokens"))
