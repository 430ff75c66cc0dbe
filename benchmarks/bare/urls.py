from django.urls import path

from benchmarks.bare import views

urlpatterns = [
    path("accounts/", views.AccountList.as_view(), name="accounts"),
    path("accounts/<int:pk>/", views.AccountDetail.as_view(), name="account"),
    path("customers/new/", views.CustomerCreate.as_view(), name="customer-new"),
    path("customers/<int:pk>/", views.CustomerDetail.as_view(), name="customer"),
    path("orders/", views.OrderList.as_view(), name="orders"),
]
