"""Addresses: accounts."""

from django.urls import path

from krav.web.accounts import letter, policy, settings, switch, wizard

urlpatterns = [
    path("new/", wizard.new, name="accounts_new"),
    path("new/<int:setup_id>/company/", wizard.company, name="accounts_company"),
    path("new/<int:setup_id>/payment/", wizard.payment, name="accounts_payment"),
    path("new/<int:setup_id>/reference/", wizard.reference, name="accounts_reference"),
    path("new/<int:setup_id>/ledger/", wizard.ledger, name="accounts_ledger"),
    path("new/<int:setup_id>/policy/", wizard.policy, name="accounts_policy"),
    path("new/<int:setup_id>/summary/", wizard.summary, name="accounts_summary"),
    path("new/<int:setup_id>/forget/", wizard.forget, name="accounts_forget"),
    path("a/<slug:slug>/settings/", settings.settings, name="settings"),
    path("a/<slug:slug>/settings/reference/", settings.reference, name="settings_reference"),
    path("a/<slug:slug>/settings/logo.png", settings.logo_png, name="settings_logo"),
    path("a/<slug:slug>/settings/letter.png", letter.letter_png, name="settings_letter"),
    path("a/<slug:slug>/settings/letter.pdf", letter.letter_pdf, name="settings_letter_pdf"),
    path("a/<slug:slug>/policy/", policy.policy, name="policy"),
    path("a/<slug:slug>/policy/preview/", policy.policy_preview, name="policy_preview"),
    path("switch/", switch.switch, name="switch"),
]
