"""Addresses: cases."""

from django.urls import URLPattern, path

from krav.web.cases import acts, begin, case, journal, lists

_CASES = "a/<slug:slug>/cases/"
_CASE = f"{_CASES}<int:case_id>/"

urlpatterns: list[URLPattern] = [
    path(_CASES, lists.cases, name="cases"),
    path(f"{_CASES}new/", begin.cases_new, name="cases_new"),
    path(f"{_CASES}new/why/<str:part>/", begin.cases_new_why, name="cases_new_why"),
    path(f"{_CASES}new/letter.<str:form>", begin.cases_new_letter, name="cases_new_letter"),
    path(_CASE, case.cases_case, name="cases_case"),
    path(f"{_CASE}why/<str:part>/", case.cases_why, name="cases_why"),
    path(f"{_CASE}step/", acts.cases_step, name="cases_step"),
    path(f"{_CASE}undo/<int:letter_id>/", acts.cases_undo, name="cases_undo"),
    path(f"{_CASE}pay/", acts.cases_pay, name="cases_pay"),
    path(f"{_CASE}stop/", acts.cases_stop, name="cases_stop"),
    path(f"{_CASE}join/", acts.cases_join, name="cases_join"),
    path(f"{_CASE}withdraw/", acts.cases_withdraw, name="cases_withdraw"),
    path(f"{_CASE}close/", acts.cases_close, name="cases_close"),
    path(f"{_CASE}reopen/", acts.cases_reopen, name="cases_reopen"),
    path(f"{_CASE}journal/", journal.cases_journal, name="cases_journal"),
]
