"""The account's webhooks: added with a secret that is shown once, looked at, sent to again, turned off."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from krav.actions.unit import DoneBefore
from krav.actions.webhooks import add_webhook, end_webhook, renew_secret, send_again
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries import webhooks as reads
from krav.web.page import Page, account_page
from krav.web.webhooks.forms import FAMILIES, NewWebhook
from krav.web.written import refusal
from krav.wire import clock

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Tab:
    """A pick of deliveries."""

    label: str
    url: str
    count: int
    current: bool


@account_page(needs=Role.ADMINISTRATOR)
def webhooks(page: Page) -> HttpResponse:
    """The account's webhooks; a new one's secret stands on the page that answers, and nowhere later."""
    form = NewWebhook(page.request.POST if page.request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _webhooks(page, form, 422 if form.is_bound else 200)
    told, key = form.cleaned_data, page.request.POST.get("key", "")
    try:
        _made, secret = add_webhook(page.account_id, told["url"], told["kinds"], on=page.on, by=page.by, key=key)
    except DoneBefore:
        raise
    except KravError as error:
        form.add_error("url", refusal(page, error))
        return _webhooks(page, form, 422)
    return _never_kept(_webhooks(page, NewWebhook(), secret=secret, made=told["url"]))


@require_GET
@account_page(needs=Role.ADMINISTRATOR)
def webhook(page: Page, webhook_id: int) -> HttpResponse:
    """What one was told, and what it answered."""
    return _webhook(page, webhook_id)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def renew(page: Page, webhook_id: int) -> HttpResponse:
    """A new secret, on the page that answers and nowhere later."""
    key = page.request.POST.get("key", "")
    secret = renew_secret(page.account_id, webhook_id, on=page.on, by=page.by, key=key)
    return _never_kept(_webhook(page, webhook_id, secret))


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def again(page: Page, webhook_id: int, delivery_id: int) -> HttpResponse:
    """One event once more."""
    send_again(page.account_id, webhook_id, delivery_id, on=page.on, by=page.by)
    page.say(_("It is sent again within a minute."))
    return page.go("settings_webhook", webhook_id=webhook_id)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def all_again(page: Page, webhook_id: int) -> HttpResponse:
    """All that were given up, once more."""
    count = send_again(page.account_id, webhook_id, on=page.on, by=page.by)
    page.say(
        ngettext(
            "%(count)d event is sent again within a minute.", "%(count)d events are sent again within a minute.", count
        )
        % {"count": count}
    )
    return page.go("settings_webhook", webhook_id=webhook_id)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def end(page: Page, webhook_id: int) -> HttpResponse:
    """Turns one off."""
    url = end_webhook(page.account_id, webhook_id, on=page.on, by=page.by)
    page.say(_("%(url)s is told of nothing any more.") % {"url": url})
    return page.go("settings_webhooks")


def _webhooks(page: Page, form: NewWebhook, status: int = 200, secret: str = "", made: str = "") -> HttpResponse:
    found = [(one, _families(one.kinds)) for one in reads.webhooks()]
    return page.render("webhooks/webhooks.html", status, form=form, webhooks=found, secret=secret, made=made)


def _webhook(page: Page, webhook_id: int, secret: str = "") -> HttpResponse:
    (seen,), asked = reads.webhooks(webhook_id), page.request.GET
    state = asked.get("state", "") if asked.get("state", "") in reads.STATES else ""
    after = asked.get("after", "")
    found = reads.deliveries(webhook_id, state=state, after=int(after) if after.isdecimal() and len(after) < 19 else 0)
    shown, more = found[:_PAGE], len(found) > _PAGE
    own, counts = reverse("settings_webhook", args=[page.seat.slug, webhook_id]), reads.counted(webhook_id)
    labels = {"": _("All"), "queued": _("Waiting"), "done": _("Taken"), "failed": _("Gave up")}
    tabs = [
        Tab(label, f"{own}?state={key}" if key else own, counts.get(key, sum(counts.values())), key == state)
        for key, label in labels.items()
    ]
    next_url = f"{own}?state={state}&after={shown[-1].id}" if more else ""
    return page.render(
        "webhooks/webhook.html", seen=seen, families=_families(seen.kinds), tabs=tabs,
        deliveries=[(told, clock.told(told.next_at)) for told in shown],
        failed=counts["failed"], next_url=next_url, secret=secret,
    )  # fmt: skip


def _families(kinds: tuple[str, ...]) -> str:
    """What a webhook is told of, in words; a single kind stands by its name."""
    names: dict[str, str | Promise] = dict(FAMILIES)
    return ", ".join(str(names.get(kind, kind)).partition("\n")[0] for kind in kinds) or _("Everything")


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
