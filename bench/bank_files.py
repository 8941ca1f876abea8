"""Bank files read: a camt statement against bare lxml, and lines a second of OCR giro and BgMax."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

from lxml import etree

from krav.formats import bgmax, camt, ocr_giro

ENTRIES, BYTES, LINES = 24_000, 50_000_000, 300_000
ROUNDS = 3

_ENTRY = """<Ntry><NtryRef>{number}</NtryRef><Amt Ccy="DKK">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-10-05</Dt></BookgDt><ValDt><Dt>2026-10-05</Dt></ValDt><AcctSvcrRef>38969817{number:08}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><AcctSvcrRef>61102{number:08}</AcctSvcrRef><EndToEndId>E2E-{number}</EndToEndId></Refs>
<AmtDtls><InstdAmt><Amt Ccy="DKK">{amount}</Amt></InstdAmt><TxAmt><Amt Ccy="DKK">{amount}</Amt></TxAmt></AmtDtls>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<RltdPties><Dbtr><Nm>Prøvekøberen {number} A/S</Nm><PstlAdr><StrtNm>Prøvevej</StrtNm><BldgNb>{number}</BldgNb>
<PstCd>8600</PstCd><TwnNm>Silkeborg</TwnNm><Ctry>DK</Ctry></PstlAdr>
<Id><OrgId><Othr><Id>{number:08}</Id></Othr></OrgId></Id></Dbtr>
<DbtrAcct><Id><IBAN>DK33999900{number:08}</IBAN></Id></DbtrAcct>
<CdtrAcct><Id><Othr><Id>81234567</Id><SchmeNm><Prtry>OCR</Prtry></SchmeNm></Othr></Id></CdtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId><BIC>TESTDKKK</BIC></FinInstnId></DbtrAgt></RltdAgts>
<RmtInf><Ustrd>Betaling af faktura {number} og resten af</Ustrd><Ustrd>det vi skyldte fra sidste måned</Ustrd>
<Strd><RfrdDocAmt><RmtdAmt Ccy="DKK">{amount}</RmtdAmt></RfrdDocAmt><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>
<Ref>71/{number:015}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>
<AddtlNtryInf>502:REFERENCE:{number};821:ADVICE REFERENCE:{number:012}</AddtlNtryInf></Ntry>
"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-10-06T03:07:31Z</CreDtTm></GrpHdr><Stmt><Id>1</Id>
<Acct><Id><IBAN>DK3399990000000017</IBAN></Id><Ccy>DKK</Ccy></Acct>
"""


def run() -> Iterator[str]:
    """Processor time in this process, the best of each; memory in another that only reads the file."""
    data = statement()
    bare, ours = _seconds(lambda: _bare(data), lambda: camt.read(data, "statement.xml"))
    yield (
        f"camt.053 of {len(data) / 1e6:.0f} MB, {ENTRIES:,} entries: {ours:.2f} s, {ours / bare:.2f} × a bare iterparse; "
        f"peak {_peak(data) / 1e6:.0f} MB, of which the file's bytes {len(data) / 1e6:.0f} MB"
    )
    kids, named, plain = kid_file(), deposit_file(), deposit_file(named=False)
    files = lambda: ocr_giro.read(kids, "kid.txt"), lambda: bgmax.read(named, "bg.txt"), lambda: bgmax.read(plain, "bg.txt")
    giro, bankgiro, nameless = _seconds(*files)
    yield (
        f"OCR giro: {kids.count(10) / giro:,.0f} lines/s; BgMax: {named.count(10) / bankgiro:,.0f} lines/s, "
        f"{plain.count(10) / nameless:,.0f} where each is a payment"
    )


def statement(entries: int = ENTRIES, size: int = BYTES) -> bytes:
    """A camt.053 of that many entries; what is missing in bytes is made up for by blanks between them."""
    body = [_ENTRY.format(number=number, amount=f"{number % 9000 + 100}.50").encode() for number in range(1, entries + 1)]
    missing = max(0, size - sum(map(len, body))) // entries
    return b"".join((_HEAD.encode(), *(part + b" " * missing for part in body), b"</Stmt></BkToCstmrStmt></Document>"))


def kid_file(lines: int = LINES) -> bytes:
    """An OCR giro file of one assignment."""
    inside: list[str] = []
    total = 0
    transactions = (lines - 4) // 2
    for number in range(1, transactions + 1):
        amount = number % 90_000 + 10_000
        total += amount
        inside += (
            f"NY091030{number:07}0510260105101464 {amount:017}{number:025}".ljust(80, "0"),
            f"NY091031{number:07}1234567890{number:09}000000004102699990000022".ljust(80, "0"),
        )
    end = f"{transactions:08}{len(inside) + 2:08}{total:017}051026051026051026"
    frame = f"{transactions:08}{len(inside) + 4:08}{total:017}051026"
    rows = ("NY00001000008080000123400009999", "NY090020001008566000000299990000014", *inside)
    return b"".join(f"{row:0<80}\n".encode() for row in (*rows, f"NY090088{end}", f"NY000089{frame}"))


def deposit_file(lines: int = LINES, *, named: bool = True) -> bytes:
    """A BgMax file of one deposit, whose payers are named in four lines more or not at all."""
    inside: list[str] = []
    total = 0
    for number in count(1):
        amount = number % 90_000 + 10_000
        total += amount
        told = (
            f"20009701{number % 10_000:04}{number:>25}{amount:018}21{number:012}0",
            f"26Olles färg {number}",
            "27Lillagatan 3                       12345",
            "28Storåker",
            f"2900550000{number % 10_000:04}",
        )
        inside += told if named else told[:1]
        if len(inside) + 4 >= lines:
            break
    payments = number
    rows = ("01BGMAX               0120261005173035010331P", "050009912346          SEK", *inside)
    ends = (f"15{5841000001:035}20261005{56:05}{total:018}SEK{payments:08}", f"70{payments:08}{0:08}{0:08}{1:08}")
    return b"".join(f"{row:<80}\r\n".encode("latin-1") for row in (*rows, *ends))


def _bare(data: bytes) -> None:
    """Every element met once and dropped, nothing asked of it."""
    for _, element in etree.iterparse(BytesIO(data)):
        element.clear()


def _seconds(*actions: Callable[[], object]) -> list[float]:
    """The least time of each; they take turns, so that a busy machine slows all of them."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):
        for place, action in enumerate(actions):
            start = time.process_time()
            action()
            times[place].append(time.process_time() - start)
    return [min(taken) for taken in times]


def _peak(data: bytes) -> int:
    """The most memory a process has held that reads the file and its payments."""
    with tempfile.NamedTemporaryFile() as held:
        held.write(data)
        held.flush()
        command = [sys.executable, "-m", "bench.bank_files", held.name]
        return 1024 * int(subprocess.check_output(command))


if __name__ == "__main__":
    found = camt.read(Path(sys.argv[1]).read_bytes(), "statement.xml")
    status = Path("/proc/self/status").read_text(encoding="ascii")  # what getrusage tells begins with the parent's peak
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
