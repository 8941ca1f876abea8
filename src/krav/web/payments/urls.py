"""Addresses: payments."""

from django.urls import path

from krav.web.payments import paying_back, payments

_ROOM = "a/<slug:slug>/payments/"

urlpatterns = [
    path(_ROOM, payments.payments, name="payments"),
    path(f"{_ROOM}all/", payments.every, name="payments_all"),
    path(f"{_ROOM}register/", payments.register, name="payments_register"),
    path(f"{_ROOM}<int:payment_id>/place/", payments.place, name="payments_place"),
    path(f"{_ROOM}<int:payment_id>/off/", payments.unplace, name="payments_unplace"),
    path(f"{_ROOM}<int:payment_id>/back/", payments.take_back, name="payments_take_back"),
    path(f"{_ROOM}<int:payment_id>/pay-back/", paying_back.pay, name="payments_pay_back"),
    path(f"{_ROOM}<int:payment_id>/not-paid-back/", paying_back.take_back, name="payments_not_paid_back"),
]
