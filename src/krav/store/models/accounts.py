"""An account: one creditor company, how it is paid and what it has decided. Settings; they may change."""

from django.db import models


class Account(models.Model):
    """A creditor. `scheme` and `policy` are JSON texts; `policy` is empty for the country's default.

    `colour` is one of twelve names that tell accounts apart on pages, `accent` the colour of its letters. `logo` is the name
    of a file in the account's folder. `language` is what letters speak to debtors who have none of their own. The last days
    of which the money and the ledger are known are moved by every import. `lists` is the make of its projections, null
    where they were written before makes were told apart. `quarantine`: its accounting system was read for the first time,
    and nothing is asked of anybody until a person has seen what waits. `books_unread`: it could not be read the last time,
    and nobody knows who has paid since. `second_step`: its people need one at log-in. `moved` rises with every write that
    the account's pages may show, in the write's own transaction.
    """

    slug = models.SlugField(unique=True)
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    company_number = models.CharField(max_length=20)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    web = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=12, blank=True)
    logo = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    collector = models.CharField(max_length=120, blank=True)
    bank_account = models.CharField(max_length=34)
    scheme = models.TextField(default="{}")
    policy = models.TextField(default="")
    texts_approved_by = models.CharField(max_length=120, blank=True)
    texts_approved_on = models.DateField(null=True)
    money_known_until = models.DateField(null=True)
    ledger_known_until = models.DateField(null=True)
    lists = models.SmallIntegerField(null=True)
    quarantine = models.BooleanField(default=False)
    books_unread = models.BooleanField(default=False)
    second_step = models.BooleanField(default=False, db_default=False)
    moved = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.slug
