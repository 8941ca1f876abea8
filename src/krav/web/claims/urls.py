"""Addresses: claims."""

from django.urls import URLPattern, path

from krav.web.claims import claim, claim_acts, collection, letters, stages, steps, vouchers

_LIST = "a/<slug:slug>/invoices/"
_CLAIM = "a/<slug:slug>/invoices/<int:claim_id>/"

urlpatterns: list[URLPattern] = [
    path(_LIST, stages.invoices, name="invoices"),
    path(f"{_LIST}move/", steps.invoices_move, name="invoices_move"),
    path(f"{_LIST}adds/", steps.invoices_adds, name="invoices_adds"),
    path(f"{_LIST}undo/", steps.invoices_undo, name="invoices_undo"),
    path(f"{_LIST}print/", letters.invoices_print, name="invoices_print"),
    path(f"{_LIST}collection/", collection.invoices_collection, name="invoices_collection"),
    path("a/<slug:slug>/letters/print.pdf", letters.invoices_letters_print, name="invoices_letters_print"),
    path("a/<slug:slug>/letters/<str:number>/proof/", letters.invoices_letter_proof, name="invoices_letter_proof"),
    path("a/<slug:slug>/letters/<str:number>.pdf", letters.invoices_letter, name="invoices_letter"),
    path("a/<slug:slug>/letters/<str:number>.xml", letters.invoices_letter_document, name="invoices_letter_document"),
    path(f"{_CLAIM}voucher/", vouchers.invoices_voucher, name="invoices_voucher"),
    path(f"{_CLAIM}source/", vouchers.invoices_source, name="invoices_source"),
    path(f"{_CLAIM}fetch/", vouchers.invoices_fetch, name="invoices_fetch"),
    path(_CLAIM, claim.claim, name="invoices_claim"),
    path(f"{_CLAIM}why/<str:part>/", claim.why, name="invoices_why"),
    path(f"{_CLAIM}reckoning/", claim.reckoning, name="invoices_reckoning"),
    path(f"{_CLAIM}hold/", claim_acts.hold, name="invoices_hold"),
    path(f"{_CLAIM}wait/", claim_acts.wait, name="invoices_wait"),
    path(f"{_CLAIM}objection/", claim_acts.objection, name="invoices_objection"),
    path(f"{_CLAIM}note/", claim_acts.note, name="invoices_claim_note"),
    path(f"{_CLAIM}payment/", claim_acts.payment, name="invoices_pay"),
    path(f"{_CLAIM}credit/", claim_acts.credit, name="invoices_credit"),
    path(f"{_CLAIM}lift/<int:hold_id>/", claim_acts.lift, name="invoices_lift"),
    path(f"{_CLAIM}step/", claim_acts.step, name="invoices_claim_step"),
    path(f"{_CLAIM}undo/<int:letter_id>/", claim_acts.undo_step, name="invoices_claim_undo"),
    path(f"{_CLAIM}payment/<int:payment_id>/back/", claim_acts.take_back, name="invoices_take_back"),
]
