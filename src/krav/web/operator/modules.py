"""Parts of Krav that are ordered: by an account on its own page, and answered on the operator's."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.module_orders import answer_order, order_module
from krav.actions.rights import Forbidden
from krav.kernel.role import Role
from krav.store.queries.operator import module_orders
from krav.web.firms.forms import ModuleForm
from krav.web.firms.words import MODULES, STATES
from krav.web.operator.page import OperatorPage, operator_page
from krav.web.page import Page, account_page


@account_page()
def mine(page: Page) -> HttpResponse:
    """What the account ordered, and what was answered; an administrator orders more."""
    form = ModuleForm(page.request.POST if page.request.method == "POST" else None)
    if page.request.method == "POST" and not page.may(Role.ADMINISTRATOR):
        raise Forbidden("order_module", Role.ADMINISTRATOR)
    if form.is_bound and form.is_valid():
        key = page.request.POST.get("key", "")
        order_module(page.account_id, **form.cleaned_data, on=page.on, by=page.by, key=key)
        page.say(_("Ordered. Whoever runs this Krav answers it."))
        return page.go("settings_modules")
    return page.render(
        "operator/mine.html",
        422 if form.is_bound else 200,
        form=form,
        orders=module_orders(account_id=page.account_id),
        modules=MODULES,
        states=STATES,
        may=page.may(Role.ADMINISTRATOR),
    )


@require_GET
@operator_page()
def orders(page: OperatorPage) -> HttpResponse:
    """Every order, those that wait first."""
    return page.render("operator/orders.html", orders=module_orders(), modules=MODULES, states=STATES)


@require_POST
@operator_page()
def answer(page: OperatorPage, order_id: int) -> HttpResponse:
    """Grants, refuses or ends one."""
    asked = page.request.POST
    module = answer_order(order_id, asked.get("state", ""), asked.get("answer", ""), on=page.on, by=page.by)
    page.say(_("Answered: %(module)s.") % {"module": MODULES[module]})
    return page.go("operator_orders")
