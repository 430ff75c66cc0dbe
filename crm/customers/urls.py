"""Addresses of the customer file."""

from __future__ import annotations

from django.urls import path

from crm.customers.views import (
    actions,
    card,
    chain,
    duplicates,
    editing,
    finding,
    lists,
    merging,
    parts,
    private,
    similar,
    told_apart,
)

app_name = "customers"
urlpatterns = [
    path("customers/", lists.CustomerList.as_view(), name="list"),
    path("customers/review/", lists.ReviewQueue.as_view(), name="review"),
    path("customers/new/", editing.CustomerCreate.as_view(), name="create"),
    path("customers/suggest/", finding.suggest, name="suggest"),
    path("customers/similar/", similar.SimilarCards.as_view(), name="similar"),
    path("customers/duplicates/", duplicates.DuplicateList.as_view(), name="duplicates"),
    path("customers/duplicates/scan/", duplicates.Scan.as_view(), name="scan"),
    path("customers/duplicates/apart/", told_apart.ToldApartList.as_view(), name="apart"),
    path(
        "customers/duplicates/apart/<int:pk>/undo/",
        told_apart.ToldApartUndo.as_view(),
        name="apart-undo",
    ),
    path("customers/merges/", merging.MergeList.as_view(), name="merges"),
    path("customers/merges/<int:pk>/undo/", merging.MergeUndo.as_view(), name="merge-undo"),
    path("customers/merge/<int:a>/<int:b>/", merging.MergePage.as_view(), name="merge"),
    path("customers/merge/<int:a>/<int:b>/apart/", duplicates.TellApart.as_view(), name="told-apart"),
    path("customers/<int:pk>/", card.CustomerCard.as_view(), name="card"),
    path("customers/<int:pk>/edit/", editing.CustomerEdit.as_view(), name="edit"),
    path("customers/<int:pk>/owner/", editing.OwnerChange.as_view(), name="owner"),
    path("customers/<int:pk>/verify/", actions.Verify.as_view(), name="verify"),
    path("customers/<int:pk>/archive/", actions.Archive.as_view(), name="archive"),
    path("customers/<int:pk>/restore/", actions.Restore.as_view(), name="restore"),
    path("customers/<int:pk>/chain/", chain.ChainPage.as_view(), name="chain"),
    path("customers/<int:pk>/duplicates/", duplicates.DuplicatesOfCard.as_view(), name="duplicates-of"),
    path("customers/<int:pk>/history/", card.HistoryPage.as_view(), name="history"),
    path("customers/<int:pk>/private/", private.PrivateShow.as_view(), name="private-show"),
    path("customers/<int:pk>/private/save/", private.PrivateSave.as_view(), name="private-save"),
    path("customers/<int:pk>/contacts/new/", parts.ContactAdd.as_view(), name="contact-add"),
    path("customers/<int:pk>/addresses/new/", parts.AddressAdd.as_view(), name="address-add"),
    path("contacts/<int:pk>/edit/", parts.ContactEdit.as_view(), name="contact-edit"),
    path("contacts/<int:pk>/remove/", parts.ContactRemove.as_view(), name="contact-remove"),
    path("addresses/<int:pk>/edit/", parts.AddressEdit.as_view(), name="address-edit"),
    path("addresses/<int:pk>/remove/", parts.AddressRemove.as_view(), name="address-remove"),
]
