"""Credits: what is for sale, who bought what, and the purses it lies in; a double-entry ledger of units, not of money."""

from django.db import models

from krav.store.models.accounts import Account
from krav.store.models.firms import Firm


class Package(models.Model):
    """So many cases, letters, SMS and e-mails at a price in minor units without VAT; `units` is a JSON object of counts.

    What is bought lasts `valid_days`; 0 for ever. A price that changes is a new package: the old one is sold until a day.
    """

    code = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField()
    units = models.TextField()
    valid_days = models.IntegerField(default=0)
    sold_from = models.DateField()
    sold_until = models.DateField(null=True)

    class Meta:
        db_table = "package"


class Discount(models.Model):
    """What members of a trade association pay less, in hundredths of a per cent."""

    association = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    rate = models.IntegerField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "discount"


class Purse(models.Model):
    """Where credits lie: an account's own, or a firm's for all of its clients. `warn_below` is a JSON object of counts.

    A membership of a trade association counts once an operator has looked (`member_since`).
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, null=True)
    firm = models.OneToOneField(Firm, on_delete=models.PROTECT, null=True)
    association = models.CharField(max_length=40, blank=True)
    member_number = models.CharField(max_length=40, blank=True)
    member_since = models.DateField(null=True)
    warn_below = models.TextField(default="{}")
    warned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "purse"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=True) ^ models.Q(firm__isnull=True), name="purse_has_one_owner"
            )
        ]


class CreditOrder(models.Model):
    """A package bought by invoice: buyer, price, discount and VAT as they were that day, in minor units.

    States: ordered, granted (its credits lie in the purse), paid, cancelled.
    """

    purse = models.ForeignKey(Purse, on_delete=models.PROTECT)
    package = models.ForeignKey(Package, on_delete=models.PROTECT)
    number = models.CharField(max_length=20, unique=True)
    on = models.DateField()
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField()
    discount = models.BigIntegerField()
    vat = models.BigIntegerField()
    vat_rate = models.IntegerField()
    buyer = models.TextField()
    seller = models.TextField()
    state = models.CharField(max_length=10, default="ordered")
    ordered_by = models.CharField(max_length=254)
    ordered_at = models.DateTimeField()
    granted_by = models.CharField(max_length=254, blank=True)
    granted_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "credit_order"


class Lot(models.Model):
    """Credits of one kind that came together: `left` of `bought` are unused, and the database lets it not fall below 0.

    `unit` is case, letter, sms or email; `price` what one cost, in minor units of `currency`.
    """

    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, db_index=False)
    order = models.ForeignKey(CreditOrder, on_delete=models.PROTECT, null=True)
    unit = models.CharField(max_length=8)
    bought = models.IntegerField()
    left = models.IntegerField()
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "credit_lot"
        constraints = [models.CheckConstraint(condition=models.Q(left__gte=0), name="lot_never_below_nothing")]
        indexes = [models.Index("purse", "unit", "until", name="lot_by_purse")]


class CreditMove(models.Model):
    """Why credits moved: bought, granted, used, returned, expired or taken. `account` is the client that was worked for.

    `about` names what they were used for (`letter 17`, `case 4`); `key` makes it happen once.
    """

    kind = models.CharField(max_length=10)
    unit = models.CharField(max_length=8)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    about = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        db_table = "credit_move"
        indexes = [
            models.Index("account", "on", name="credit_move_by_account"),
            models.Index("account", "about", name="credit_move_by_about"),
        ]


class CreditLine(models.Model):
    """One side of a move: so many units into a lot (above zero) or out of it; the other side is `book`.

    The lines of a move add up to nothing. `book` is purse, seller, used or lost; a line on purse names its lot.
    """

    move = models.ForeignKey(CreditMove, on_delete=models.PROTECT)
    book = models.CharField(max_length=8)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True)
    count = models.IntegerField()

    class Meta:
        db_table = "credit_line"
