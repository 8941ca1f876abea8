"""Addresses: the operator's desk, and what an account orders of it and grants it."""

from django.urls import path

from krav.web.operator import desk, looks, modules, prices

_LOOKS = "a/<slug:slug>/settings/looks/"

urlpatterns = [
    path("operator/", desk.desk, name="operator"),
    path("operator/accounts/", desk.accounts, name="operator_accounts"),
    path("operator/firms/", desk.firms, name="operator_firms"),
    path("operator/orders/", modules.orders, name="operator_orders"),
    path("operator/orders/<int:order_id>/", modules.answer, name="operator_answer"),
    path("operator/law/", desk.law, name="operator_law"),
    path("operator/prices/", prices.prices, name="operator_prices"),
    path("operator/prices/<slug:code>/end/", prices.end, name="operator_prices_end"),
    path("operator/discounts/", prices.discount, name="operator_discount"),
    path("operator/members/<str:kind>/<int:number>/", prices.member, name="operator_member"),
    path("operator/credits/", prices.credit_orders, name="operator_credits"),
    path("operator/credits/<int:number>/<str:deed>/", prices.credit_order, name="operator_credits_do"),
    path(_LOOKS, looks.looks, name="settings_looks"),
    path(f"{_LOOKS}<int:grant_id>/end/", looks.end, name="settings_looks_end"),
    path("a/<slug:slug>/settings/modules/", modules.mine, name="settings_modules"),
]
