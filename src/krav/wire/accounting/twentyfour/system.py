"""24SevenOffice as a system to connect: an application's name and secret are pasted, and each token is got with them."""

from dataclasses import dataclass

from krav.wire.accounting.pasted import Pasted
from krav.wire.accounting.twentyfour.asking import NAME, Asking
from krav.wire.accounting.twentyfour.books import TwentyFourBooks
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.rights import Field, Limit, Rights, Told, Vendor

_VENDOR = Vendor("https://rest.api.24sevenoffice.com/v1", "https://login.24sevenoffice.com")
_AUDIENCE = "https://api.24sevenoffice.com"
_CUSTOMERS_ACCOUNTS = ("1500", "1510")
_LIMIT = Limit(120, 60.0, 10)
"""The system documents no limit: two a second harm nobody, and where it says that it has too much to do, Krav waits."""

_FIELDS: tuple[Field, ...] = (
    Field("client_id", "Client ID of the application", secret=False),
    Field("client_secret", "Client secret of the application"),
    Field("organization", "Organization ID", secret=False),
    Field("receivable", "Account of the customers, where it is neither 1500 nor 1510", secret=False, needed=False),
)
_UNKNOWN = "{system} does not know this application, or the organization has not connected it. Compare all three with it."
_MISSING_RIGHT = (
    "{system} knows the application, and does not let it read all that Krav needs. Give it the rights to read customers, "
    "transactions, transaction types, accounts and the organization, and let the organization allow them."
)
_READ = ("/organization/information", "/transactiontypes", "/customers")
_NO_ACCOUNT = "{system} has no account {account} in this organization. Name the account that its customers are booked on."


@dataclass(frozen=True)
class TwentyFour(Pasted):
    """24SevenOffice; each organization pastes its own application."""

    vendor: Vendor = _VENDOR
    code = "twentyfour"
    name = NAME
    limit = _LIMIT
    fields = _FIELDS

    def allowed(self, told: Told, back: str) -> Told:  # noqa: ARG002 there is no page to come back from
        """The application, its organization, the accounts of the customers, and a first token.

        Raises:
            Refused: the system does not know the application, or has no such account.
        """
        typed = {field.name: told.get(field.name, "").strip() for field in self.fields}
        try:
            rights = self._renewed(typed)
        except (NotAllowed, Refused) as error:
            raise Refused(_UNKNOWN, {"system": NAME}) from error
        chart = self._chart(rights)
        accounts = typed["receivable"].replace(",", " ").split() or [each for each in _CUSTOMERS_ACCOUNTS if each in chart]
        if not accounts or not chart.issuperset(accounts):
            missing = next((each for each in accounts if each not in chart), _CUSTOMERS_ACCOUNTS[0])
            raise Refused(_NO_ACCOUNT, {"system": NAME, "account": missing})
        return {**rights, "receivable": " ".join(accounts)}

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> TwentyFourBooks:  # noqa: ARG002
        """The organization's books; an application is connected to one organization at a time."""
        used = dict[str, str]()

        def sign(renew: bool) -> dict[str, str]:
            told = rights.now()
            if renew or not told.get("token"):
                told = rights.renewed(dict(used) or told, self._renewed)
            used.clear()
            used.update(told)
            return {"Authorization": f"Bearer {told['token']}"}

        accounts = tuple(rights.now().get("receivable", "").split()) or _CUSTOMERS_ACCOUNTS
        return TwentyFourBooks(Asking(Caller(NAME, self.vendor.url, self.limit, sign), accounts), chosen or Chosen())

    def _renewed(self, old: Told) -> Told:
        """The rights with a new token; it may be asked for again and again."""
        words = {
            "grant_type": "client_credentials",
            "client_id": old["client_id"],
            "client_secret": old["client_secret"],
            "audience": _AUDIENCE,
            "login_organization": old["organization"],
        }
        login = Caller(NAME, self.vendor.login_url, self.limit, lambda _: {})
        return {**old, "token": str(login.ask("/oauth/token", words).told["access_token"])}

    def _chart(self, rights: Told) -> set[str]:
        """The numbers of the accounts; what else will be read is asked for too, so that a missing right is said at once."""
        caller = Caller(NAME, self.vendor.url, self.limit, lambda _: {"Authorization": f"Bearer {rights['token']}"})
        try:
            for place in _READ:
                caller.get(place)
            return {str(row["number"]) for row in caller.get("/accounts").told or ()}
        except NotAllowed as error:
            raise Refused(_MISSING_RIGHT, {"system": NAME}) from error
