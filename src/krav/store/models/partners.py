"""Collection partners: the agreements of an account, the cases that lie with one, what it told, and its settlements."""

from django.db import models

from krav.store.models.cases import Case
from krav.store.models.letters import Letter
from krav.store.models.payments import Payment
from krav.store.scope import Owned


class Agreement(Owned):
    """An account's agreement with a collection agency or a lawyer. Not a fact: it moves with each reading.

    `partner` names the adapter, `rights` and `secret` are sealed; `prices` is a JSON text of what was agreed. `by_itself`: a
    case goes there when the deadline of its notice has passed unpaid. `notices`: the partner sends the notice itself.
    One agreement is `preferred`. States: on, lost (to be connected anew), ended.
    """

    partner = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    client_number = models.CharField(max_length=60, blank=True)
    rights = models.TextField()
    secret = models.TextField(blank=True)
    prices = models.TextField(default="{}")
    by_itself = models.BooleanField(default=False)
    notices = models.BooleanField(default=False)
    preferred = models.BooleanField(default=True)
    state = models.CharField(max_length=8, default="on")
    cursor = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    failed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        db_table = "agreement"


class PartnerNotice(Owned):
    """A notice that names a partner: its case goes there by itself when the deadline has passed unpaid."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    told_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "partner_notice"


class HandOver(Owned):
    """A case given to a partner; `attempt` counts them. Not a fact: the worker moves its state. The journal has the facts.

    `key` names it at the partner, once; `file` is the JSON of what was handed over, byte for byte, and `quote` what it was
    said to cost. States: queued, sending, uncertain (the answer was lost: the partner is asked), there, refused, recalled,
    ended. `standing` is the partner's public state since `stood_at`, `words` its own word for it. `notice` asks the partner
    to send the notice itself; `seen` is a JSON of the last ids of facts that the file knows of.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    attempt = models.SmallIntegerField(default=1)
    key = models.CharField(max_length=60)
    on = models.DateField()
    by = models.CharField(max_length=254)
    file = models.TextField()
    quote = models.TextField()
    notice = models.BooleanField(default=False)
    seen = models.CharField(max_length=120, default="{}")
    state = models.CharField(max_length=10, default="queued")
    reference = models.CharField(max_length=80, blank=True)
    standing = models.CharField(max_length=16, blank=True)
    stood_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)
    tries = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        db_table = "hand_over"
        constraints = [
            models.UniqueConstraint("account", "case", "attempt", name="handed_over_once"),
            models.UniqueConstraint("account", "key", name="hand_over_key_once"),
        ]
        indexes = [models.Index("account", "state", name="hand_over_by_state")]


class PartnerWord(Owned):
    """Something the partner is to be told of a case it has: payment, credit, write_off, message, document or recall.

    `data` is a JSON text. States as of a hand-over: queued, sending, uncertain, done, refused.
    """

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT)
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    data = models.TextField(default="{}")
    on = models.DateField()
    by = models.CharField(max_length=254)
    state = models.CharField(max_length=10, default="queued")
    tries = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        db_table = "partner_word"
        constraints = [models.UniqueConstraint("account", "key", name="partner_word_once")]
        indexes = [models.Index("account", "state", name="partner_word_by_state")]


class PartnerNews(Owned):
    """What a partner told, once: `key` is its own name of it.

    `kind` is state, payment, cost, message, document or settlement. `words` are the partner's own; `data` is a
    JSON text; `refused` says why it was not acted upon. `hand_over` is empty for what is about no case.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, db_index=False)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, null=True)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    on = models.DateField()
    at = models.DateTimeField()
    words = models.CharField(max_length=400, blank=True)
    data = models.TextField(default="{}")
    refused = models.CharField(max_length=400, blank=True)

    class Meta(Owned.Meta):
        db_table = "partner_news"
        constraints = [models.UniqueConstraint("account", "agreement", "key", name="partner_news_once")]


class PartnerPayment(Owned):
    """Money that a debtor paid to the partner, or to us while the case lay there; the payment it became here.

    Amounts are minor units of `currency`: `principal`, `interest`, `fees` (ours) and `costs` (the partner's own).
    """

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT)
    news = models.OneToOneField(PartnerNews, on_delete=models.PROTECT)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True)
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    principal = models.BigIntegerField()
    interest = models.BigIntegerField()
    fees = models.BigIntegerField()
    costs = models.BigIntegerField()

    class Meta(Owned.Meta):
        db_table = "partner_payment"


class Settlement(Owned):
    """What the partner pays out: `data` is the JSON of its lines, `paid_out` what comes to the bank, in minor units.

    `differences` is a JSON list of what does not agree with our own reckoning or the price agreed, found as it came.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, db_index=False)
    news = models.OneToOneField(PartnerNews, on_delete=models.PROTECT)
    number = models.CharField(max_length=60)
    on = models.DateField()
    currency = models.CharField(max_length=3)
    collected = models.BigIntegerField()
    commission = models.BigIntegerField()
    vat = models.BigIntegerField()
    paid_out = models.BigIntegerField()
    data = models.TextField()
    differences = models.TextField(default="[]")

    class Meta(Owned.Meta):
        db_table = "settlement"
        constraints = [models.UniqueConstraint("account", "agreement", "number", name="settlement_once")]


class SettlementLook(Owned):
    """A person looked at what did not agree in a settlement, and what they made of it."""

    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT)
    on = models.DateField()
    note = models.CharField(max_length=400)
    by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "settlement_look"
