"""Interest invoices: orders that may be dropped, and the invoices, their lines and their crediting as facts."""

from django.db import models

from krav.store.models.claims import Claim
from krav.store.models.parties import Debtor
from krav.store.scope import Owned


class InterestOrder(Owned):
    """A draft: one customer's late-paid claims in one currency, kept together until it is issued or dropped. Not a fact."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    ordered_on = models.DateField()
    ordered_by = models.CharField(max_length=120)
    comment = models.CharField(max_length=400, blank=True)

    class Meta(Owned.Meta):
        db_table = "interest_order"


class InterestOrderItem(Owned):
    """A claim in an order and its interest as it was shown; a claim is in one order at most."""

    order = models.ForeignKey(InterestOrder, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False)
    amount = models.BigIntegerField()

    class Meta(Owned.Meta):
        db_table = "interest_order_item"
        constraints = [models.UniqueConstraint("account", "claim", name="one_order_a_claim")]


class InterestInvoice(Owned):
    """An invoice of interest on claims that were paid late; `claim` is the claim it is itself, without interest.

    Amounts are minor units of `currency`; `total` is `interest` and `fee`. `book` is the version of the rule book.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT)
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField()
    interest = models.BigIntegerField()
    fee = models.BigIntegerField()
    total = models.BigIntegerField()
    comment = models.CharField(max_length=400, blank=True)
    reference = models.CharField(max_length=40)
    book = models.CharField(max_length=12)

    class Meta(Owned.Meta):
        db_table = "interest_invoice"
        constraints = [models.UniqueConstraint("account", "number", name="interest_number_once")]


class InterestLine(Owned):
    """A row of an interest invoice: one claim's stretch of days with one principal and one rate in per cent a year."""

    invoice = models.ForeignKey(InterestInvoice, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    from_on = models.DateField()
    to_on = models.DateField()
    days = models.IntegerField()
    rate = models.CharField(max_length=12)
    basis = models.SmallIntegerField()
    principal = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta(Owned.Meta):
        db_table = "interest_line"


class InterestCredit(Owned):
    """The crediting of a whole interest invoice, with a number of the same series; its claims may be invoiced anew."""

    invoice = models.OneToOneField(InterestInvoice, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    credited_on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        db_table = "interest_credit"
        constraints = [models.UniqueConstraint("account", "number", name="interest_credit_number_once")]
