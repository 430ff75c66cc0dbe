"""Addresses of log-in and of people's own pages."""

from __future__ import annotations

from django.urls import path

from crm.people.views import absence, handing_over, own, session, team, tokens

app_name = "people"
urlpatterns = [
    path("login/", session.LogIn.as_view(), name="login"),
    path("logout/", session.LogOut.as_view(), name="logout"),
    path("password/", session.PasswordChange.as_view(), name="password_change"),
    path("password/reset/", session.PasswordReset.as_view(), name="password_reset"),
    path("password/reset/sent/", session.PasswordResetDone.as_view(), name="password_reset_done"),
    path(
        "password/reset/<uidb64>/<token>/",
        session.PasswordResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
    path("password/reset/complete/", session.PasswordResetComplete.as_view(), name="password_reset_complete"),
    path("profile/", own.Profile.as_view(), name="profile"),
    path("profile/tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="token-revoke"),
    path("people/", team.PeopleList.as_view(), name="list"),
    path("people/handover/", handing_over.HandoverPage.as_view(), name="handover"),
    path("people/<int:pk>/", team.PersonCard.as_view(), name="card"),
    path("people/<int:pk>/leave/", absence.LeaveAdd.as_view(), name="leave-add"),
    path("people/<int:pk>/leave/<int:entry>/cancel/", absence.LeaveCancel.as_view(), name="leave-cancel"),
    path("people/<int:pk>/deputies/", absence.DeputyAdd.as_view(), name="deputy-add"),
    path("people/<int:pk>/deputies/<int:entry>/end/", absence.DeputyEnd.as_view(), name="deputy-end"),
]
