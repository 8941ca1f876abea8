"""Bookkeeping firms: the people of one, the accounts they look after, and who runs this installation."""

from django.db import models

from krav.store.models.accounts import Account
from krav.store.models.people import User
from krav.store.scope import Owned


class Firm(models.Model):
    """A bookkeeping firm.

    Its `logo` (a file's name in the firms' folder) and `words` stand beside the creditor's where the law lets them. `markup`
    is what it puts on top of what its clients used, in hundredths of a per cent.
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
    logo = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=300, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    markup = models.IntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "firm"

    def __str__(self) -> str:
        return self.slug


class FirmMember(models.Model):
    """A person's role at a firm: the roles are those of an account."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.SmallIntegerField()

    class Meta:
        db_table = "firm_member"
        constraints = [models.UniqueConstraint("firm", "user", name="firm_member_once")]


class Client(models.Model):
    """An account that a firm looks after. `pays` says whose credits its letters and cases are drawn from: firm or client.

    `branded` shows the firm's logo and words on the client's pages and letters. An account has one firm at a time.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT)
    pays = models.CharField(max_length=6, default="firm")
    branded = models.BooleanField(default=True)
    since = models.DateField()

    class Meta:
        db_table = "client"


class OperatorGrant(models.Model):
    """An administrator of an account lets an operator of the installation look at it until a moment, and why."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    why = models.CharField(max_length=300)
    granted_by = models.CharField(max_length=254)
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "operator_grant"
        indexes = [models.Index("account", "user", name="grant_by_account")]


class OperatorLook(Owned):
    """A page of the account that an operator opened under a grant."""

    grant = models.ForeignKey(OperatorGrant, on_delete=models.PROTECT)
    who = models.CharField(max_length=254)
    what = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        db_table = "operator_look"


class ModuleOrder(models.Model):
    """A part of Krav that an account or a firm asked for, and what an operator answered.

    `module` is collection, bookkeeper or sending. States: ordered, granted, refused, ended.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, null=True)
    module = models.CharField(max_length=20)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, default="ordered")
    ordered_by = models.CharField(max_length=254)
    ordered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "module_order"
