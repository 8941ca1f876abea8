"""Addresses: firms."""

from django.urls import path

from krav.web.firms import clients, kit, mine, offers, overview, people, settings

_FIRM = "firm/<slug:slug>/"
_MINE = "a/<slug:slug>/settings/firm/"

urlpatterns = [
    path(_FIRM, overview.overview, name="firm"),
    path(f"{_FIRM}clients/add/", clients.add, name="firm_add"),
    path(f"{_FIRM}clients/offer/", clients.offer, name="firm_offer"),
    path(f"{_FIRM}clients/<slug:client>/pays/", clients.pays, name="firm_pays"),
    path(f"{_FIRM}clients/<slug:client>/end/", clients.end, name="firm_end"),
    path(f"{_FIRM}people/", people.people, name="firm_people"),
    path(f"{_FIRM}people/<int:user_id>/role/", people.role, name="firm_people_role"),
    path(f"{_FIRM}people/<int:user_id>/remove/", people.remove, name="firm_people_remove"),
    path(f"{_FIRM}settings/", settings.settings, name="firm_settings"),
    path(f"{_FIRM}settings/order/", settings.order, name="firm_order"),
    path(f"{_FIRM}logo.png", settings.logo_png, name="firm_logo"),
    path(f"{_FIRM}kit/", kit.kit, name="firm_kit"),
    path(f"{_FIRM}kit/kit.zip", kit.kit_zip, name="firm_kit_zip"),
    path(f"{_FIRM}kit/<str:language>/<str:part>", kit.kit_part, name="firm_kit_part"),
    path("offered/<str:token>/", offers.offered, name="offered"),
    path("works/<str:token>/", offers.works, name="works"),
    path(_MINE, mine.firm, name="settings_firm"),
    path(f"{_MINE}change/", mine.change, name="settings_firm_change"),
    path(f"{_MINE}end/", mine.end, name="settings_firm_end"),
    path(f"{_MINE}logo.png", mine.logo_png, name="settings_firm_logo"),
]
