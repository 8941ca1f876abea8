"""Names of domains, asked for in the world's own directory."""

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

_NOWHERE = (".local", ".localhost", ".invalid", ".test", ".internal")
_PATIENCE = 3


def may_take_mail(domain: str) -> bool:
    """Whether mail to a domain could arrive; where names cannot be asked for, any that looks like a public one may."""
    if "." not in domain or domain.endswith(_NOWHERE) or domain.replace(".", "").isdigit():
        return False
    for kind in ("MX", "A", "AAAA"):
        try:
            Resolver().resolve(domain, kind, lifetime=_PATIENCE)
        except NXDOMAIN:
            return False
        except NoAnswer:
            continue
        except (DNSException, OSError):
            return True
        else:
            return True
    return False
