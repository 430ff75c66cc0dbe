"""Addresses of accounts, orders, products and the ranking."""

from __future__ import annotations

from django.urls import path

from accounts.views import account_deeds, accounts, orders, pareto, products

app_name = "accounts"
urlpatterns = [
    path("accounts/", accounts.AccountList.as_view(), name="list"),
    path("accounts/<int:pk>/", accounts.AccountCard.as_view(), name="card"),
    path("customers/<int:pk>/account/", account_deeds.AccountOpen.as_view(), name="open"),
    path("accounts/<int:pk>/edit/", account_deeds.AccountEdit.as_view(), name="edit"),
    path("accounts/<int:pk>/tier/", account_deeds.TierSet.as_view(), name="tier"),
    path("accounts/<int:pk>/tier/give-back/", account_deeds.TierGiveBack.as_view(), name="tier-give-back"),
    path("accounts/<int:pk>/close/", account_deeds.AccountClose.as_view(), name="close"),
    path("accounts/<int:pk>/reopen/", account_deeds.AccountReopen.as_view(), name="reopen"),
    path("accounts/<int:pk>/orders/new/", orders.OrderNew.as_view(), name="order-new"),
    path("accounts/<int:pk>/returns/new/", orders.ReturnNew.as_view(), name="return-new"),
    path("orders/", orders.OrderList.as_view(), name="orders"),
    path("orders/new/", orders.OrderStart.as_view(), name="order-start"),
    path("orders/<int:pk>/", orders.OrderCard.as_view(), name="order"),
    path("orders/<int:pk>/edit/", orders.OrderEdit.as_view(), name="order-edit"),
    path("products/", products.ProductList.as_view(), name="products"),
    path("products/new/", products.ProductNew.as_view(), name="product-new"),
    path("products/<int:pk>/", products.ProductCard.as_view(), name="product"),
    path("products/<int:pk>/edit/", products.ProductEdit.as_view(), name="product-edit"),
    path("pareto/", pareto.ParetoPage.as_view(), name="pareto"),
    path("pareto/rank/", pareto.RankNow.as_view(), name="rank"),
    path("pareto/runs/", pareto.RunList.as_view(), name="runs"),
]
