"""The cast of the actions' tests: invented creditors, and the files their books and banks would give them."""

from collections.abc import Iterable
from contextvars import Context
from datetime import date

from django.db import connection

from krav.actions.accounts import NewAccount
from krav.actions.daily import DayReport, run_day
from krav.actions.imports import Imported, import_file
from krav.actions.unit import machine
from krav.store.models import FACTS, Account, Audit, ClaimState, Debtor, LoosePayment, Outbox
from krav.store.scope import across_accounts

ANN = machine("Ann")
DUE = date(2026, 3, 2)
IMPORTED = date(2026, 3, 6)
FIRST = date(2026, 3, 9)
"""The first day of a Danish letter on an invoice due on DUE: two postal days, five of patience."""
SECOND = date(2026, 3, 24)
"""The next: deadline on 19 March, two bank days of grace, then the next."""

FJORDBO = NewAccount(
    slug="fjordbo", country="DK", name="Fjordbo ApS", company_number="99000112", street="Skippergade 4",
    postcode="9990", city="Skagen", bank_account="9999 0001234567", phone="98 00 00 00", email="bogholder@fjordbo.example",
    scheme={"fik_card": "71", "fik_creditor": "81234567"}, texts_approved_by="Ann", texts_approved_on=date(2026, 1, 5),
)  # fmt: skip
NORDLYS = NewAccount(
    slug="nordlys", country="NO", name="Nordlys Lamper AS", company_number="313000001", street="Storgata 12",
    postcode="9008", city="Tromsø", bank_account="12345678903", phone="77 00 00 00", email="post@nordlys.example",
    scheme={"kid_length": "9", "kid_algorithm": "MOD10"}, texts_approved_by="Ann", texts_approved_on=date(2026, 1, 5),
)  # fmt: skip
PROVBYGG = NewAccount(
    slug="provbygg", country="SE", name="Provbygg i Småland AB", company_number="559999-0008", street="Testgatan 3",
    postcode="352 33", city="Växjö", bank_account="5050-1055", phone="0470-00 00 00", email="post@provbygg.example",
    scheme={"bankgiro": "5050-1055", "ocr_level": "hard"}, texts_approved_by="Ann", texts_approved_on=date(2026, 1, 5),
)  # fmt: skip

IBAN = "DK5099990001234567"
KONTO = "12345678903"
HEADINGS = "Kundenr.;Kundenavn;Kundetype;Adresse;Postnr.;By;E-mail;Fakturanr.;Fakturadato;Forfaldsdato;Beløb;Rest;Krediterer"


def line(
    number: str,
    amount: str,
    *,
    due: str = "02.03.2026",
    issued: str = "02.02.2026",
    customer: str = "17",
    name: str = "Øster Ås ApS",
    kind: str = "erhverv",
    email: str = "",
    rest: str = "",
    credits: str = "",
) -> str:
    """A line of a ledger, by default of a business with an invoice due on DUE."""
    where = "Møllevej 3;8600;Silkeborg"
    return f"{customer};{name};{kind};{where};{email};{number};{issued};{due};{amount};{rest};{credits}"


def ledger(*lines: str) -> bytes:
    """An open-item list as CSV, which does not say whether it names everything."""
    return "\r\n".join((HEADINGS, *lines, "")).encode("utf-8")


def whole(*lines: str, on: date) -> bytes:
    """An open-item list as CSV with a title that says so."""
    return f"Åbne poster pr. {on:%d.%m.%Y}\r\n".encode() + ledger(*lines)


def fik(number: str) -> str:
    """The reference on a Danish payment slip for an invoice number."""
    return f"71/{FIK[number]}"


FIK = {"1001": "000000000010017", "1002": "000000000010025", "1003": "000000000010033"}


def credit(
    amount: str, *, on: str, reference: str = "", text: str = "", payer: str = "", key: str = "", back: bool = False
) -> str:
    """A booked entry of a camt file; `back`: the bank took the money away again."""
    ref = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    words = f"<Ustrd>{text}</Ustrd>" if text else ""
    who = f"<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties>" if payer else ""
    own = f"<Refs><AcctSvcrRef>{key}</AcctSvcrRef></Refs>" if key else ""
    way = "<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>" if back else "<CdtDbtInd>CRDT</CdtDbtInd>"
    return (
        f'<Ntry><Amt Ccy="DKK">{amount}</Amt>{way}<Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt>'
        f"<NtryDtls><TxDtls>{own}{who}<RmtInf>{words}{ref}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def statement(*entries: str, until: str, account: str = IBAN) -> str:
    """One statement of a camt file."""
    period = f"<FrToDt><FrDtTm>2026-01-01T00:00:00</FrDtTm><ToDtTm>{until}T12:00:00</ToDtTm></FrToDt>"
    return f"<Stmt><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>DKK</Ccy></Acct>{period}{''.join(entries)}</Stmt>"


def bank(*entries: str, until: str, account: str = IBAN) -> bytes:
    """A camt.053 file of one statement that speaks for the days up to `until`."""
    return camt(statement(*entries, until=until, account=account))


def camt(*statements: str) -> bytes:
    """A camt.053 file."""
    head = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
    return f"{head}{''.join(statements)}</BkToCstmrStmt></Document>".encode()


def ocr(*payments: tuple[str, int], on: str, account: str = KONTO) -> bytes:
    """An OCR giro file of Nets: payments as (KID, øre), booked on `on` (DDMMYY)."""
    items: list[str] = []
    for number, (kid, amount) in enumerate(payments, 1):
        items.append(f"NY091030{number:07}{on}01051014640{amount:017}{kid:>25}")
        items.append(f"NY091031{number:07}1234567890{int(on):09}0000000{on}99990000022")
    total = sum(amount for _, amount in payments)
    inside = [
        f"NY0900200010085660000002{account}",
        *items,
        f"NY090088{len(payments):08}{len(items) + 2:08}{total:017}{on * 3}",
    ]
    end = f"NY000089{len(payments):08}{len(inside) + 2:08}{total:017}{on}"
    lines = ["NY00001000008080000123400009999", *inside, end]
    return "".join(text.ljust(80, "0") + "\n" for text in lines).encode("latin-1")


def take(
    account_id: int, data: bytes, name: str = "ledger.csv", on: date = IMPORTED, *, close: bool = False
) -> Imported:
    """Imports a file as Ann."""
    return import_file(account_id, data, name, on=on, by=ANN, close=close)


def run(account_id: int, on: date) -> DayReport:
    """Runs a day as Ann."""
    return run_day(account_id, on=on, by=ANN)


Rows = dict[str, list[tuple[object, ...]]]


def everything(*without: type) -> Rows:
    """Every row of every table but the audit's, of all accounts; not when an account was moved last."""
    return {
        model._meta.db_table: sorted(_rows(model._meta.db_table), key=repr)
        for model in (Account, Debtor, ClaimState, LoosePayment, Outbox, *FACTS)
        if model not in {Audit, *without}
    }


def _rows(table: str) -> Iterable[tuple[object, ...]]:
    def asked() -> list[tuple[object, ...]]:
        with across_accounts(), connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 a table's own name
            names = [column[0] for column in cursor.description]
            return [
                tuple(value for name, value in zip(names, row, strict=True) if name != "moved") for row in cursor.fetchall()
            ]

    return Context().run(asked)  # where no account is in scope
