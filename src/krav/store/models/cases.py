"""Cases: claims of one debtor gathered, what happened to them as a chained journal, and the papers that belong to them."""

from django.db import models

from krav.store.models.claims import Claim
from krav.store.models.letters import Letter
from krav.store.models.parties import Debtor
from krav.store.scope import Owned


class Case(Owned):
    """A collection case against one debtor in one currency. `origin` is how it began: list, demand or elsewhere.

    Its costs and the income from them are booked on `department` and `project`.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField()
    origin = models.CharField(max_length=10)
    department = models.CharField(max_length=40, blank=True)
    project = models.CharField(max_length=40, blank=True)

    class Meta(Owned.Meta):
        db_table = "collection_case"
        constraints = [models.UniqueConstraint("account", "number", name="case_number_once")]


class CaseClaim(Owned):
    """A claim in a case. A claim is in one case at a time; after a case that was withdrawn `attempt` rises by one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False)
    joined_on = models.DateField()
    attempt = models.SmallIntegerField(default=1)

    class Meta(Owned.Meta):
        db_table = "case_claim"
        constraints = [models.UniqueConstraint("account", "claim", "attempt", name="one_case_a_claim")]


class CaseEvent(Owned):
    """One line of a case's journal, chained to the line before by its hash.

    `fact` names the row it mirrors ("entry 12") and is empty for what happened to the case itself; `data` is canonical JSON.
    `hash` is SHA-256 over `before` and the line.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    seq = models.IntegerField()
    kind = models.CharField(max_length=20)
    fact = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    data = models.TextField()
    before = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(Owned.Meta):
        db_table = "case_event"
        constraints = [models.UniqueConstraint("account", "case", "seq", name="case_event_in_order")]
        indexes = [models.Index("account", "kind", name="case_event_by_kind")]


class CaseState(Owned):
    """The projection that the list of cases reads: one row a case, rebuildable from its facts.

    `status` is open, partner, plan, court, title or closed; `stage` the last letter or filing; `balance` leaves running
    interest out; `blocked` says why nothing can be done before a person acts, or is empty.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True)
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, db_index=False)
    customer = models.CharField(max_length=100, db_default="")
    status = models.CharField(max_length=10)
    stage = models.CharField(max_length=40, blank=True)
    claims = models.IntegerField()
    balance = models.BigIntegerField()
    next_step = models.CharField(max_length=40, blank=True)
    next_on = models.DateField(null=True)
    blocked = models.CharField(max_length=40, blank=True)
    deadline_on = models.DateField(null=True)
    barred_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        db_table = "case_state"
        indexes = [
            models.Index("account", "status", "customer", "case", name="case_by_customer"),
            models.Index("account", "next_on", name="case_by_next_day"),
            models.Index("account", "debtor", name="case_by_debtor"),
            models.Index("account", "barred_on", name="case_by_barred_day"),
        ]


class CaseDraft(Owned):
    """A case of invoices made elsewhere, told in a wizard: `data` is a JSON text. Not a fact: it goes when it is done."""

    data = models.TextField(default="{}")
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "case_draft"


class Attachment(Owned):
    """A paper that belongs to a claim or a case: `kind` is invoice, contract, notice, proof, plan, ruling or other.

    The bytes are kept below KRAV_HOME by their hash.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    pages = models.IntegerField()
    on = models.DateField()
    told_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "attachment"


class SentElsewhere(Owned):
    """A letter about a claim that another system sent: it counts as one of the claim's letters. `fee` was charged for it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    sent_on = models.DateField()
    deadline_on = models.DateField()
    fee = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=400, blank=True)
    told_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "sent_elsewhere"


class Returned(Owned):
    """A letter that came back: it counts as never sent, and its clock as never started."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT)
    on = models.DateField()
    reason = models.CharField(max_length=200)
    told_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "returned"


class Voucher(Owned):
    """A bookkeeping voucher that Krav made: `lines` is a JSON list of account, text, debit and credit in minor units.

    `kind` is write_off or recovery. `not_payment` tells a partner that no money came: its claim stays.
    """

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    on = models.DateField()
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    lines = models.TextField()
    text = models.CharField(max_length=200)
    not_payment = models.BooleanField()
    department = models.CharField(max_length=40, blank=True)
    project = models.CharField(max_length=40, blank=True)
    made_by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "voucher"
        constraints = [models.UniqueConstraint("account", "number", name="voucher_number_once")]
