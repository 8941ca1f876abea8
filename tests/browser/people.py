"""The demo's people, as `krav demo` names them."""

BOOKKEEPER = "mette@holm.example"
CASEWORKER = "lars@fjordbo.example"
GUEST = "karen@fjordbo.example"
PASSWORD = "open-the-ledger"
