"""Addresses: collection partners."""

from django.urls import URLPattern, path

from krav.web.partners import agreements, case, hand_over, hooks, news, settlements

_SETTINGS = "a/<slug:slug>/settings/partners/"
_ONE = f"{_SETTINGS}<int:agreement_id>/"
_CASES = "a/<slug:slug>/cases/"
_CASE = f"{_CASES}<int:case_id>/partner/"
_SETTLEMENTS = f"{_CASES}settlements/"

urlpatterns: list[URLPattern] = [
    path("hooks/partner/<int:agreement_id>/<str:token>/", hooks.partner, name="hooks_partner"),
    path(_SETTINGS, agreements.agreements, name="settings_partners"),
    path(f"{_SETTINGS}with/<str:partner_code>/", agreements.connect, name="settings_partner_new"),
    path(f"{_SETTINGS}example/", agreements.example, name="settings_partner_example"),
    path(_ONE, agreements.agreement, name="settings_partner"),
    path(f"{_ONE}first/", agreements.first, name="settings_partner_first"),
    path(f"{_ONE}end/", agreements.end, name="settings_partner_end"),
    path(f"{_ONE}secret/", agreements.secret, name="settings_partner_secret"),
    path(f"{_CASES}hand-over/", hand_over.cases_hand_over, name="cases_hand_over"),
    path(f"{_CASES}hand-over/undo/", hand_over.cases_hand_over_undo, name="cases_hand_over_undo"),
    path(f"{_CASES}hand-over/why/<str:when>/", hand_over.cases_hand_over_why, name="cases_hand_over_why"),
    path(f"{_CASE}say/", case.cases_partner_say, name="cases_partner_say"),
    path(f"{_CASE}recall/", case.cases_partner_recall, name="cases_partner_recall"),
    path(f"{_CASE}change/", case.cases_partner_change, name="cases_partner_change"),
    path(f"{_CASE}follow/", case.cases_partner_follow, name="cases_partner_follow"),
    path(f"{_CASE}paid/", case.cases_partner_paid, name="cases_partner_paid"),
    path(f"{_CASE}settled/", case.cases_partner_settled, name="cases_partner_settled"),
    path(f"{_CASE}file/", case.cases_partner_file, name="cases_partner_file"),
    path(f"{_CASE}words/<int:partner_word_id>/again/", case.cases_partner_again, name="cases_partner_again"),
    path(f"{_CASES}partner-news/", news.cases_partner_news, name="cases_partner_news"),
    path(_SETTLEMENTS, settlements.cases_settlements, name="cases_settlements"),
    path(f"{_SETTLEMENTS}<int:settlement_id>/", settlements.cases_settlement, name="cases_settlement"),
    path(f"{_SETTLEMENTS}<int:settlement_id>/look/", settlements.cases_settlement_look, name="cases_settlement_look"),
]
