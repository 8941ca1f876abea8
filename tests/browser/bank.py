"""What a Norwegian bank tells of Brygga's money: an account statement and an OCR giro file."""

from typing import NamedTuple

from krav.countries.norway.references import payment_id

ACCOUNT = "99990012004"
"""The account that the company of the journeys types."""


class Part(NamedTuple):
    """A payment as the bank tells of it, alone or in a batch."""

    amount: int
    reference: str = ""
    text: str = ""
    name: str = ""
    account: str = ""
    back: bool = False


def kid(number: str) -> str:
    """The reference on an invoice."""
    return payment_id(number, "9", "MOD10")


def statement(*entries: str, until: str) -> bytes:
    """A camt.053 file that speaks for the days up to one."""
    head = '<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
    account = f"<Acct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id><Ccy>NOK</Ccy></Acct>"
    period = f"<FrToDt><FrDtTm>2026-09-01T00:00:00</FrDtTm><ToDtTm>{until}T23:00:00</ToDtTm></FrToDt>"
    inside = "\n".join((account, period, *entries))
    return f"{head}<Stmt>{inside}</Stmt></BkToCstmrStmt></Document>".encode()


def entry(*parts: Part, on: str, status: str = "BOOK", out: bool = False) -> str:
    """An entry of a statement: one payment, a batch of several, or money that went out."""
    back = parts[0].back
    way = "DBIT" if out or back else "CRDT"
    total = sum(part.amount for part in parts)
    details = "".join(_details(part) for part in parts)
    return (
        f"<Ntry>{_amount(total)}<CdtDbtInd>{way}</CdtDbtInd><Sts>{status}</Sts><BookgDt><Dt>{on}</Dt></BookgDt>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _amount(amount: int) -> str:
    return f'<Amt Ccy="NOK">{amount // 100}.{amount % 100:02}</Amt>'


def _details(part: Part) -> str:
    account = f"<DbtrAcct><Id><Othr><Id>{part.account}</Id></Othr></Id></DbtrAcct>" if part.account else ""
    who = f"<RltdPties><Dbtr><Nm>{part.name}</Nm></Dbtr>{account}</RltdPties>" if part.name else ""
    words = f"<Ustrd>{part.text}</Ustrd>" if part.text else ""
    reference = f"<Strd><CdtrRefInf><Ref>{part.reference}</Ref></CdtrRefInf></Strd>" if part.reference else ""
    reason = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if part.back else ""
    amounts = f"<AmtDtls><TxAmt>{_amount(part.amount)}</TxAmt></AmtDtls>"
    return f"<TxDtls>{amounts}{who}<RmtInf>{words}{reference}</RmtInf>{reason}</TxDtls>"


def giro(*parts: Part, on: str) -> bytes:
    """An OCR giro file, booked on a day (DDMMYY)."""
    items = [line for number, part in enumerate(parts, 1) for line in _giro_lines(number, part, on)]
    total = sum(part.amount for part in parts)
    inside = [
        f"NY0900200010085660000002{ACCOUNT}",
        *items,
        f"NY090088{len(parts):08}{len(items) + 2:08}{total:017}{on * 3}",
    ]
    end = f"NY000089{len(parts):08}{len(inside) + 2:08}{total:017}{on}"
    lines = ["NY00001000008080123400009999", *inside, end]
    return "".join(text.ljust(80, "0") + "\n" for text in lines).encode("latin-1")


def _giro_lines(number: int, part: Part, on: str) -> tuple[str, str]:
    return (
        f"NY091030{number:07}{on}01051014640{part.amount:017}{part.reference:>25}",
        f"NY091031{number:07}1234567890{number:09}0000000{on}{part.account:0>11}",
    )
