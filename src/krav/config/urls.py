"""Every address: the pages, the people's own pages, the interface for programs."""

from django.urls import include, path

from krav.api.root import api

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("krav.web.urls")),
]

handler400 = "krav.web.errors.unreadable"
handler404 = "krav.web.errors.not_found"
handler500 = "krav.web.errors.broken"
handler403 = "krav.web.errors.forbidden"
