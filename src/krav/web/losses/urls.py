"""Addresses: losses."""

from django.urls import URLPattern, path

from krav.web.losses import small, views, vouchers

_CASES = "a/<slug:slug>/cases/"

urlpatterns: list[URLPattern] = [
    path("a/<slug:slug>/invoices/<int:claim_id>/write-off/", views.invoice, name="invoices_write_off"),
    path(f"{_CASES}<int:case_id>/write-off/", views.case, name="cases_write_off"),
    path(f"{_CASES}losses/", small.losses, name="cases_losses"),
    path(f"{_CASES}vouchers/", vouchers.vouchers, name="cases_vouchers"),
    path(f"{_CASES}vouchers/<int:voucher_id>/", vouchers.voucher, name="cases_voucher"),
    path(f"{_CASES}vouchers/<int:voucher_id>/undo/", vouchers.undo, name="cases_voucher_undo"),
]
