"""Addresses of visits and plans."""

from __future__ import annotations

from django.urls import path

from visits.views import boards, planning, visit

app_name = "visits"
urlpatterns = [
    path("today/", boards.TodayPage.as_view(), name="today"),
    path("week/", boards.WeekPage.as_view(), name="week"),
    path("week/plan/", planning.PlanWeek.as_view(), name="plan"),
    path("week/<int:pk>/confirm/", planning.ConfirmPlan.as_view(), name="confirm"),
    path("visits/new/", visit.VisitCreate.as_view(), name="create"),
    path("visits/<int:pk>/", visit.VisitPage.as_view(), name="card"),
    path("visits/<int:pk>/done/", visit.VisitDone.as_view(), name="done"),
    path("visits/<int:pk>/reopen/", visit.VisitReopen.as_view(), name="reopen"),
    path("visits/<int:pk>/missed/", visit.VisitMissed.as_view(), name="missed"),
    path("visits/<int:pk>/move/", visit.VisitMove.as_view(), name="move"),
    path("visits/<int:pk>/cancel/", visit.VisitCancel.as_view(), name="cancel"),
]
