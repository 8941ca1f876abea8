"""Addresses: credits, of an account and of a firm."""

from django.urls import path

from krav.web.credits import account, firm

_OWN = "a/<slug:slug>/credits/"
_FIRM = "firm/<slug:slug>/credits/"

urlpatterns = [
    path(_OWN, account.credits_, name="settings_credits"),
    path(f"{_OWN}buy/", account.order, name="settings_credits_buy"),
    path(f"{_OWN}change/", account.change, name="settings_credits_change"),
    path(f"{_OWN}used.<str:ending>", account.statement, name="settings_credits_used"),
    path(f"{_OWN}<int:bought_id>/<str:paper>", account.invoice, name="settings_credits_invoice"),
    path(_FIRM, firm.credits_, name="firm_credits"),
    path(f"{_FIRM}buy/", firm.order, name="firm_credits_buy"),
    path(f"{_FIRM}change/", firm.change, name="firm_credits_change"),
    path(f"{_FIRM}used/<slug:client>.<str:ending>", firm.statement, name="firm_credits_used"),
    path(f"{_FIRM}<int:bought_id>/<str:paper>", firm.invoice, name="firm_credits_invoice"),
]
