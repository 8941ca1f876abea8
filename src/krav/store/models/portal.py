"""The debtor's page: the codes on letters that open it, and what debtors said there."""

from django.db import models

from krav.store.models.accounts import Account
from krav.store.models.letters import Letter
from krav.store.models.parties import Debtor
from krav.store.scope import Owned


class DebtorCode(models.Model):
    """The code on a letter that opens its debtor's page; only the hash is kept. Read before any account is in scope."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64, unique=True)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "debtor_code"
        indexes = [models.Index("account", "letter", name="debtor_code_by_letter")]


class LinkKey(models.Model):
    """A key that codes of letters were made with before it was changed, sealed: those letters are drawn with it."""

    key = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "link_key"


class DebtorTry(models.Model):
    """Wrong codes, or wrong keys of programs, from one place (the hash of its address and the day)."""

    place = models.CharField(max_length=64, unique=True)
    count = models.IntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        db_table = "debtor_try"


class DebtorWord(Owned):
    """What a debtor said on its page: objection, plan, date, paid or message; an objection stops at once.

    A person answers it. `claims` is a JSON list of ids, `data` a JSON text of what its kind needs (a day, instalments, an
    amount); `proof` names a paper kept by its hash, `reach` is how to reach who wrote.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    claims = models.TextField(default="[]")
    text = models.CharField(max_length=2000, blank=True)
    data = models.TextField(default="{}")
    proof = models.CharField(max_length=64, blank=True)
    reach = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    key = models.CharField(max_length=64)

    class Meta(Owned.Meta):
        db_table = "debtor_word"
        constraints = [models.UniqueConstraint("account", "key", name="debtor_word_once")]


class DebtorAnswer(Owned):
    """What a person made of a debtor's word: done with it, and what the debtor reads of it."""

    word = models.OneToOneField(DebtorWord, on_delete=models.PROTECT)
    answer = models.CharField(max_length=12)
    text = models.CharField(max_length=1000, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=254)

    class Meta(Owned.Meta):
        db_table = "debtor_answer"
