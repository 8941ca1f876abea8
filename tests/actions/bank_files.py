"""What the banks of three countries tell of money, as the bytes of their files."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from tests.actions.collect import KONTO

_CURRENCY = {"DK": "DKK", "NO": "NOK", "SE": "SEK"}


class Told(NamedTuple):
    """A payment as a bank tells of it; `serial` is its own."""

    serial: int
    amount: int
    on: date
    reference: str = ""
    text: str = ""
    name: str = ""
    account: str = ""
    pending: bool = False


def files(country: str, told: Sequence[Told], until: date) -> Iterable[tuple[str, bytes]]:
    """The files of a day by name: what has a reference and no name in the country's own format, the rest as camt."""
    bare = [each for each in told if each.reference.isdigit() and not each.name and not each.pending]
    own = {"NO": ("giro", giro), "SE": ("bgmax", bgmax)}.get(country)
    if own and bare:
        yield f"{own[0]}-{until}-{bare[0].serial}.txt", own[1](bare, until)
        told = [each for each in told if each not in bare]
    yield f"camt-{until}-{told[0].serial if told else 0}.xml", camt(country, told, until)


def camt(country: str, told: Iterable[Told], until: date) -> bytes:
    """A camt.053 file that speaks for the days up to one."""
    entries = "".join(_entry(each, _CURRENCY[country]) for each in told)
    account = f"<Acct><Id><IBAN>{KONTO[country]}</IBAN></Id><Ccy>{_CURRENCY[country]}</Ccy></Acct>"
    period = f"<FrToDt><FrDtTm>2026-01-01T00:00:00</FrDtTm><ToDtTm>{until}T12:00:00</ToDtTm></FrToDt>"
    head = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
    return f"{head}<Stmt>{account}{period}{entries}</Stmt></BkToCstmrStmt></Document>".encode()


def _entry(told: Told, currency: str) -> str:
    state = "PDNG" if told.pending else "BOOK"
    key = f"<Refs><AcctSvcrRef>B{told.serial}</AcctSvcrRef></Refs>"
    account = f"<DbtrAcct><Id><Othr><Id>{told.account}</Id></Othr></Id></DbtrAcct>" if told.account else ""
    who = f"<RltdPties><Dbtr><Nm>{told.name}</Nm></Dbtr>{account}</RltdPties>" if told.name else ""
    words = f"<Ustrd>{told.text}</Ustrd>" if told.text else ""
    reference = f"<Strd><CdtrRefInf><Ref>{told.reference}</Ref></CdtrRefInf></Strd>" if told.reference else ""
    amount = f'<Amt Ccy="{currency}">{told.amount // 100}.{told.amount % 100:02}</Amt>'
    return (
        f"<Ntry>{amount}<CdtDbtInd>CRDT</CdtDbtInd><Sts>{state}</Sts><BookgDt><Dt>{told.on}</Dt></BookgDt>"
        f"<NtryDtls><TxDtls>{key}{who}<RmtInf>{words}{reference}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def giro(told: Sequence[Told], until: date) -> bytes:
    """An OCR giro file of Nets, booked on its day."""
    day, items = f"{until:%d%m%y}", list[str]()
    for each in told:
        items.append(f"NY091030{each.serial:07}{day}01051014640{each.amount:017}{each.reference:>25}")
        items.append(f"NY091031{each.serial:07}1234567890{each.serial:09}0000000{day}{each.account:0>11}")
    total = sum(each.amount for each in told)
    sums = f"{len(told):08}{len(items) + 2:08}{total:017}"
    inside = [f"NY0900200010085660000002{KONTO['NO']}", *items, f"NY090088{sums}{day * 3}"]
    end = f"NY000089{len(told):08}{len(inside) + 2:08}{total:017}{day}"
    lines = [f"NY00001000008080{told[0].serial:07}00009999", *inside, end]
    return "".join(text.ljust(80, "0") + "\n" for text in lines).encode("latin-1")


def bgmax(told: Sequence[Told], until: date) -> bytes:
    """A BgMax file of Bankgirot, paid out on its day."""
    total = sum(each.amount for each in told)
    items = [f"20{each.account:0>10}{each.reference:>25}{each.amount:018}20{each.serial:012}0" for each in told]
    lines = [
        f"{'01BGMAX':<22}01{until:%Y%m%d}173035010331P",
        f"05{KONTO['SE']:0>10}{'':10}SEK",
        *items,
        f"15{'5555':0>35}{until:%Y%m%d}{told[0].serial % 100_000:05}{total:018}SEK{len(told):08}0",
        f"70{len(told):08}{0:08}{0:08}{1:08}",
    ]
    return "".join(text.ljust(80) + "\r\n" for text in lines).encode("latin-1")
