"""Addresses: court."""

from django.urls import URLPattern, path

from krav.web.court import filed, package

_CASE = "a/<slug:slug>/cases/<int:case_id>/"
_COURT = f"{_CASE}court/<slug:filing>/"

urlpatterns: list[URLPattern] = [
    path(_COURT, package.cases_court, name="cases_court"),
    path(f"{_COURT}pdf/", package.cases_court_pdf, name="cases_court_pdf"),
    path(f"{_COURT}data/", package.cases_court_data, name="cases_court_data"),
    path(f"{_COURT}why/<slug:place>/", package.cases_court_why, name="cases_court_why"),
    path(f"{_CASE}filed/", filed.cases_filed, name="cases_filed"),
    path(f"{_CASE}filed/ended/", filed.cases_filing_ended, name="cases_filing_ended"),
    path(f"{_CASE}filed/ruled/", filed.cases_ruled, name="cases_ruled"),
    path(f"{_CASE}file/", filed.cases_file, name="cases_file"),
]
