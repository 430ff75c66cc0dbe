"""Log in, log out, get a new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy

from crm.people.forms import LogInForm, PersonPasswordResetForm
from crm.people.models import User


class LogIn(views.LoginView):
    form_class = LogInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the demo company's log-ins where there is one; a production start accepts none of them."""
        demo = (
            User.objects.none() if settings.PRODUCTION else User.objects.filter(is_demo=True, is_active=True)
        )
        with_password = demo.exclude(password="").exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return super().get_context_data(demo_logins=with_password.order_by("-pk")[:6], **kwargs)


class LogOut(views.LogoutView):
    """Logs out by POST only, so that no image tag logs anybody out; a GET asks first."""

    http_method_names = ["get", "post", "options"]
    template_name = "registration/logout.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)


class PasswordReset(views.PasswordResetView):
    form_class = PersonPasswordResetForm
    template_name = "registration/password_reset_form.html"
    email_template_name = "registration/password_reset_email.txt"
    subject_template_name = "registration/password_reset_subject.txt"
    success_url = reverse_lazy("people:password_reset_done")


class PasswordResetDone(views.PasswordResetDoneView):
    template_name = "registration/password_reset_done.html"


class PasswordResetConfirm(views.PasswordResetConfirmView):
    template_name = "registration/password_reset_confirm.html"
    success_url = reverse_lazy("people:password_reset_complete")


class PasswordResetComplete(views.PasswordResetCompleteView):
    template_name = "registration/password_reset_complete.html"


class PasswordChange(views.PasswordChangeView):
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("people:profile")
