"""A page of plain words as a PDF, by hand: enough for a paper that the agency sends."""

from collections.abc import Sequence


def pdf(lines: Sequence[str]) -> bytes:
    """One page; the first line is its heading."""
    drawn = ["BT", "/F1 20 Tf", "60 760 Td", f"({_plain(lines[0])}) Tj", "/F1 11 Tf", "0 -36 Td", "16 TL"]
    drawn += [f"({_plain(line)}) Tj T*" for line in lines[1:]]
    text = "\n".join([*drawn, "ET"]).encode("cp1252", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    made += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(made)


def _plain(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
