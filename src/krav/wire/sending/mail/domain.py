"""What a sender's domain says of who may send in its name (SPF, DKIM, DMARC), what is missing, and the record to add."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from krav.kernel.phrase import Facts, Show, Translate, iso, say
from krav.wire.broken import Unreachable

About = Literal["spf", "dkim", "dmarc"]
State = Literal["good", "weak", "bad", "unknown"]

_PATIENCE: Final = 5.0
_SPF, _DMARC, _DKIM = "v=spf1", "v=dmarc1", "v=dkim1"
_LOOSE: Final = frozenset({"+all", "all", "?all"})
_MOST_LOOKED_UP: Final = 10
"""RFC 7208 section 4.6.4: a receiver looks up no more."""

_LOOKED_UP: Final = ("include:", "a", "mx", "ptr", "exists:", "redirect=")


class Finding(NamedTuple):
    """What was found of one of the three: `phrase` with its facts says it, and `value` at `name` is the record to add."""

    about: About
    state: State
    phrase: str
    facts: Facts = MappingProxyType({})
    name: str = ""
    value: str = ""

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """It, in the translator's language."""
        return say(self.phrase, self.facts, translate, show)


class Wanted(NamedTuple):
    """What a carrier needs of the domain: a part of its SPF, and the selectors under which it signs (DKIM)."""

    spf: str = ""
    selectors: tuple[str, ...] = ()


def look(domain: str, wanted: Wanted, resolver: dns.resolver.Resolver | None = None) -> tuple[Finding, ...]:
    """What the domain says, as every receiver sees it.

    Raises:
        Unreachable: the resolver does not answer.
    """
    ask = resolver or dns.resolver.Resolver()
    domain = domain.strip().rstrip(".").lower()
    return (_spf(domain, wanted, ask), *_dkim(domain, wanted, ask), _dmarc(domain, ask))


def domain_of(address: str) -> str:
    """The domain of an e-mail address; empty where it has none."""
    return address.rpartition("@")[2].strip().lower()


def _spf(domain: str, wanted: Wanted, ask: dns.resolver.Resolver) -> Finding:
    found = sorted(text for text in _texts(domain, ask) if text.lower().split(" ", 1)[0] == _SPF)
    facts: Facts = {"domain": domain, "part": wanted.spf}
    if not found:
        value = " ".join(part for part in (_SPF, wanted.spf or "mx", "~all") if part)
        phrase = "{domain} does not say who may send in its name, so letters from it may be taken for forged."
        return Finding("spf", "bad", phrase, facts, domain, value)
    if len(found) > 1:
        phrase = "{domain} has {count} SPF records, and receivers take no notice of any: make one of them."
        return Finding("spf", "bad", phrase, {**facts, "count": len(found)}, domain, _joined(found))
    parts = found[0].split()
    if wanted.spf and wanted.spf.lower() not in (part.lower().lstrip("+") for part in parts):
        phrase = "The SPF record of {domain} does not name the service that sends: “{part}” is missing in it."
        return Finding("spf", "bad", phrase, facts, domain, " ".join([parts[0], wanted.spf, *parts[1:]]))
    return _spf_rest(domain, parts, wanted, facts)


def _spf_rest(domain: str, parts: Sequence[str], wanted: Wanted, facts: Facts) -> Finding:
    """A record that names who sends, or may."""
    low = [part.lower() for part in parts]
    looked_up = sum(part.lstrip("+-~?").startswith(_LOOKED_UP) and part.lstrip("+-~?") != "all" for part in low)
    if looked_up > _MOST_LOOKED_UP:
        phrase = "The SPF record of {domain} leads to more than {most} look-ups. Take out what no longer sends."
        return Finding("spf", "bad", phrase, {**facts, "most": _MOST_LOOKED_UP}, domain, "")
    if loose := [part for part in low if part in _LOOSE]:
        phrase = "The SPF record of {domain} ends with “{loose}”, which lets everybody send in its name."
        value = " ".join("~all" if part.lower() in _LOOSE else part for part in parts)
        return Finding("spf", "weak", phrase, {**facts, "loose": loose[0]}, domain, value)
    if wanted.spf:
        return Finding("spf", "good", "The SPF record of {domain} names the service that sends.", facts)
    phrase = "{domain} says who may send in its name. Whether your mail server is among them, whoever runs it can tell."
    return Finding("spf", "good", phrase, facts)


def _dkim(domain: str, wanted: Wanted, ask: dns.resolver.Resolver) -> tuple[Finding, ...]:
    if not wanted.selectors:
        phrase = (
            "Which key signs letters from {domain} was not told. Look at the service, or ask whoever runs the mail server, "
            "for the name before “._domainkey” and type it here."
        )
        return (Finding("dkim", "unknown", phrase, {"domain": domain}),)
    return tuple(_signed(domain, selector, ask) for selector in wanted.selectors)


def _signed(domain: str, selector: str, ask: dns.resolver.Resolver) -> Finding:
    name = f"{selector}._domainkey.{domain}"
    facts: Facts = {"domain": domain, "name": name}
    for text in _texts(name, ask):
        tags = _tags(text)
        if "p" not in tags:
            continue
        if not tags["p"]:
            phrase = "The key at {name} was taken back, so letters are taken for forged. Make a new one at the service."
            return Finding("dkim", "bad", phrase, facts, name, "")
        return Finding("dkim", "good", "Letters from {domain} are signed with the key at {name}.", facts)
    phrase = "There is no key at {name} that letters from {domain} are signed with. Add the record that the service shows."
    return Finding("dkim", "bad", phrase, facts, name, "v=DKIM1; k=rsa; p=…")


def _dmarc(domain: str, ask: dns.resolver.Resolver) -> Finding:
    facts: Facts = {"domain": domain}
    labels = domain.split(".")
    for at in range(max(1, len(labels) - 1)):
        found = [text for text in _texts(f"_dmarc.{'.'.join(labels[at:])}", ask) if _is_dmarc(text)]
        if not found:
            continue
        if len(found) > 1:
            phrase = "{domain} has several DMARC records. Receivers take no notice of any: leave one."
            return Finding("dmarc", "bad", phrase, facts, f"_dmarc.{domain}", found[0])
        tags = _tags(found[0])
        policy = tags.get("p" if at == 0 else "sp", tags.get("p", "")).lower()
        if policy in {"quarantine", "reject"}:
            return Finding("dmarc", "good", "{domain} asks receivers to turn away what is not from it.", facts)
        if policy == "none":
            phrase = "{domain} asks receivers to do nothing about forged letters (p=none). That is fine to begin with."
            return Finding("dmarc", "good", phrase, facts)
        phrase = "The DMARC record of {domain} does not say what to do with forged letters (p=)."
        return Finding("dmarc", "bad", phrase, facts, f"_dmarc.{domain}", _first_dmarc(domain))
    phrase = "{domain} does not say what receivers do with forged letters, and large ones turn away letters for that alone."
    return Finding("dmarc", "bad", phrase, facts, f"_dmarc.{domain}", _first_dmarc(domain))


def _first_dmarc(domain: str) -> str:
    return f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"


def _is_dmarc(text: str) -> bool:
    return text.split(";", 1)[0].strip().lower().replace(" ", "") == _DMARC


def _joined(records: Sequence[str]) -> str:
    """Several records as one: what each lets send, once, and the strictest end."""
    parts = [part for text in records for part in text.split()[1:]]
    ends = [part.lower() for part in parts if part.lower().endswith("all")]
    end = next((each for each in ("-all", "~all") if each in ends), "~all")
    return " ".join([_SPF, *dict.fromkeys(part for part in parts if not part.lower().endswith("all")), end])


def _tags(text: str) -> dict[str, str]:
    """The tags of a record, by their names."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}


def _texts(name: str, ask: dns.resolver.Resolver) -> list[str]:
    """The TXT records of a name, each put together from its pieces; none where there is no such name."""
    try:
        found = ask.resolve(name, dns.rdatatype.TXT, lifetime=_PATIENCE, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
        return []
    except (dns.exception.DNSException, OSError) as error:
        said = type(error).__name__
        raise Unreachable("The names of the internet cannot be asked just now: {said}.", {"said": said}) from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in found]
