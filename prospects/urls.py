"""Addresses of prospects, the pool, campaigns and reports."""

from __future__ import annotations

from django.urls import path

from prospects.views import (
    adding,
    board,
    campaign_deeds,
    campaigns,
    card,
    deeds,
    lists,
    methods,
    plan100,
    pool,
)

app_name = "prospects"
urlpatterns = [
    path("prospects/", lists.ProspectList.as_view(), name="list"),
    path("prospects/board/", board.BoardPage.as_view(), name="board"),
    path("prospects/map/", lists.ProspectMap.as_view(), name="map"),
    path("prospects/new/", adding.QuickAdd.as_view(), name="new"),
    path("prospects/<int:pk>/", card.ProspectCard.as_view(), name="card"),
    path("prospects/<int:pk>/history/", card.HistoryPage.as_view(), name="history"),
    path("prospects/<int:pk>/edit/", deeds.ProspectEdit.as_view(), name="edit"),
    path("prospects/<int:pk>/stage/", deeds.StageChange.as_view(), name="stage"),
    path("prospects/<int:pk>/disposition/", deeds.DispositionChange.as_view(), name="disposition"),
    path("prospects/<int:pk>/give-up/", deeds.GiveUp.as_view(), name="give-up"),
    path("prospects/<int:pk>/revive/", deeds.Revive.as_view(), name="revive"),
    path("prospects/<int:pk>/convert/", deeds.Convert.as_view(), name="convert"),
    path(
        "prospects/<int:pk>/campaigns/add/", campaign_deeds.ProspectToCampaign.as_view(), name="to-campaign"
    ),
    path("customers/<int:pk>/prospects/new/", adding.EffortOpen.as_view(), name="open"),
    path("prospects/pool/", pool.PoolList.as_view(), name="pool"),
    path("prospects/<int:pk>/claim/", pool.Claim.as_view(), name="claim"),
    path("prospects/<int:pk>/to-pool/", pool.ToPool.as_view(), name="to-pool"),
    path("prospects/methods/", methods.MethodsPage.as_view(), name="methods"),
    path("prospects/plan-100/", plan100.Plan100.as_view(), name="plan100"),
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaigns"),
    path("campaigns/new/", campaign_deeds.CampaignNew.as_view(), name="campaign-new"),
    path("campaigns/<int:pk>/", campaigns.CampaignCard.as_view(), name="campaign"),
    path("campaigns/<int:pk>/edit/", campaign_deeds.CampaignEdit.as_view(), name="campaign-edit"),
    path("campaigns/<int:pk>/close/", campaign_deeds.CampaignClose.as_view(), name="campaign-close"),
    path("campaigns/<int:pk>/members/add/", campaign_deeds.CampaignAdd.as_view(), name="campaign-add"),
    path(
        "campaigns/<int:pk>/members/<int:entry>/remove/",
        campaign_deeds.CampaignRemove.as_view(),
        name="campaign-remove",
    ),
]
