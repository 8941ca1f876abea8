"""The pages' addresses: what belongs to an account lies below /a/<slug>/."""

from django.urls import include, path

_ROOMS = (
    "accounts", "imports", "needs", "claims", "customers", "payments", "interest", "calendar", "overview", "people",
    "cases", "elsewhere", "court", "plans", "limitation", "losses", "corrections", "books",
    "connections", "carriers", "weekly", "autopilot", "webhooks", "partners", "printing", "credits", "firms", "operator",
    "portal", "health",
)  # fmt: skip

urlpatterns = [path("", include(f"krav.web.{room}.urls")) for room in _ROOMS]
