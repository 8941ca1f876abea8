"""People: who logs in, what they may do on which account, who was asked to join, and the keys of programs."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from krav.store.models.accounts import Account


class People(BaseUserManager["User"]):
    """Makes users; an e-mail address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **about: Any) -> "User":  # noqa: ANN401 columns
        user = self.model(email=email.strip().lower(), **about)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person. `language` empty is the browser's, `theme` empty the system's; `single_keys` are the keyboard's.

    `is_operator` runs this installation: its accounts, packages and queues, never what debtors owe.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, blank=True)
    theme = models.CharField(max_length=5, blank=True)
    dense = models.BooleanField(default=False)
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)

    objects = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """A person's role on an account. Read before any account is in scope, to know which ones a person may open."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.SmallIntegerField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "membership"
        constraints = [models.UniqueConstraint("account", "user", name="member_once")]


class Setup(models.Model):
    """A company that a person is setting up: `data` is a JSON text of the steps that are done, `account` once it is open.

    Not a fact: it goes when the person is done.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False)
    data = models.TextField(default="{}")
    at = models.DateTimeField()

    class Meta:
        db_table = "setup"


class Invitation(models.Model):
    """Somebody asked by e-mail address to join an account; whoever proves to own the address may say yes."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    email = models.EmailField(db_index=True)
    role = models.SmallIntegerField()
    invited_by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        db_table = "invitation"
        constraints = [models.UniqueConstraint("account", "email", name="invited_once")]


class ApiToken(models.Model):
    """A program's key to one account. Only the hash is kept; `revoked_at` ends it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=60)
    role = models.SmallIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"
        indexes = [models.Index("account", name="token_by_account")]
