"""Debtors: the customers of an account."""

from django.db import models

from krav.store.scope import Owned


class Debtor(Owned):
    """A customer as the ledger names it; an empty kind is unknown and counts as a consumer.

    `company_number` is masked where it is a person's, and whole in `sealed_number` (`store.numbers`).
    """

    number = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, blank=True)
    company_number = models.CharField(max_length=20, blank=True)
    sealed_number = models.TextField(blank=True, default="", db_default="")
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    attention = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True, db_default="")
    language = models.CharField(max_length=2, blank=True)

    class Meta(Owned.Meta):
        db_table = "debtor"
        constraints = [models.UniqueConstraint("account", "number", name="debtor_number_once")]
