"""Addresses: elsewhere."""

from django.urls import URLPattern, path

from krav.web.elsewhere import lists, papers, steps, summary

_ACCOUNT = "a/<slug:slug>/"
_DRAFTS = f"{_ACCOUNT}cases/elsewhere/"

urlpatterns: list[URLPattern] = [
    path(_DRAFTS, lists.cases_elsewhere, name="cases_elsewhere"),
    path(f"{_DRAFTS}start/", lists.cases_draft_start, name="cases_draft_start"),
    path(f"{_DRAFTS}<int:draft_id>/forget/", lists.cases_draft_forget, name="cases_draft_forget"),
    path(f"{_DRAFTS}<int:draft_id>/why/<str:part>/", summary.cases_draft_why, name="cases_draft_why"),
    path(f"{_DRAFTS}<int:draft_id>/letter.<str:form>", summary.cases_draft_letter, name="cases_draft_letter"),
    path(f"{_DRAFTS}<int:draft_id>/<str:step>/", steps.cases_draft, name="cases_draft"),
    path(f"{_ACCOUNT}invoices/<int:claim_id>/attach/", papers.invoices_attach, name="invoices_attach"),
    path(f"{_ACCOUNT}attachments/<int:attachment_id>/", papers.cases_attachment, name="cases_attachment"),
]
