"""Addresses: plans."""

from django.urls import URLPattern, path

from krav.web.plans import acts, views

_CASE = "a/<slug:slug>/cases/<int:case_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CASE}plan/", views.cases_plan, name="cases_plan"),
    path(f"{_CASE}plan/agree/", views.cases_plan_agree, name="cases_plan_agree"),
    path(f"{_CASE}plan/plan.pdf", acts.cases_plan_pdf, name="cases_plan_pdf"),
    path(f"{_CASE}plan/end/", acts.cases_plan_end, name="cases_plan_end"),
]
