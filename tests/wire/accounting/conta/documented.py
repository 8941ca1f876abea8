"""What Conta's description names, of all that Krav asks: addresses, queries, words of rows and of a voucher.

Read in docs.gateway.conta.no/docs/conta-external-api.json (OpenAPI 3.0.3, version 1.0.0), of which no copy is kept.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.wire.accounting.server import Asked, Told

_LIST: Final = {"q", "hits", "page", "sort", "fromDate", "toDate"}
_RESULT: Final = {"hits", "hitCount", "pageCount", "sum"}
_INVOICE_LIST: Final = {
    "id", "type", "status", "invoiceNo", "invoiceDate", "followUpDate", "invoiceDueDate", "invoiceFileId",
    "attachmentFileId", "bankAccountId", "departmentId", "projectId", "customerReference", "invoiceLanguage",
    "invoiceCurrency",
    "creditedInvoiceNo", "creditedInvoiceId", "customerName", "customerId", "customerOrgNo", "customerEmailAddress",
    "customerAddressLine1", "customerAddressLine2", "customerAddressPostcode", "customerAddressCity", "sumNet", "sumVAT",
    "sumTotal", "sumRemaining", "personalMessage", "kid", "nextRepeatDate", "invoiceLineDescription", "paymentReminderFee",
    "paymentReminderInterest", "paymentReminderDate", "paymentReminderType", "paymentReminderDueDate", "totalSumRemaining",
    "emailAddresses", "emailAddressesAsString", "createdAt", "createdByIp", "kraviaInvoiceStatus",
}  # fmt: skip
_VOUCHER: Final = {
    "id", "transactionNo", "transactionYear", "transactionNoYear", "date", "description", "lockedStatus",
    "transactionSourceType", "invoiceId", "creditNoteId", "resetByTransactionId", "transactionRevisionNo",
}  # fmt: skip
_LINE: Final = {
    "id", "date", "dueDate", "description", "amount", "bookkeepingAccountNo", "bookkeepingAccountName", "transactionId",
    "transactionNo", "transactionNoYear", "transactionSourceType", "customerId", "customerName", "projectId", "departmentId",
    "invoiceId", "invoiceNo", "isResetTransaction", "resetByTransactionId", "isCorrection",
}  # fmt: skip
_SIDES: Final = {f"{side}{word}" for side in ("debit", "credit") for word in (
    "BookkeepingAccountNo", "CustomerId", "SupplierId", "VatCode", "InvoiceId", "InvoiceNo",
)}  # fmt: skip
_SENT_LINE: Final = {"date", "dueDate", "description", "amount", "departmentId", "projectId", *_SIDES}
_SENT: Final = {"transactionLinesAdvanced", "date", "description", "transactionSourceType", "transactionType", "paymentType"}

_ORG: Final = "/organizations/[0-9]+"
_KNOWN: Final[Mapping[str, tuple[set[str], set[str]]]] = {
    "GET /invoice/organizations": (set(), {"id", "name", "blockedStatus", "active"}),
    f"GET /invoice{_ORG}/bank-accounts": (
        {"accountNo", "isArchived"},
        {"id", "accountNo", "name", "bookkeepingAccountNo", "isArchived", "isKidActive", "bankAccountType"},
    ),
    f"GET /invoice{_ORG}/customers": (
        {*_LIST, "customerType", "modifiedFromDate", "modifiedToDate"},
        {*_RESULT, "id", "customerName", "orgNo", "emailAddress", "customerType", "isActive", "sumRemainingInvoices"},
    ),
    f"GET /invoice{_ORG}/invoices": (
        {*_LIST, "type", "customerId", "departmentId", "projectId", "invoiceNo", "invoiceCurrency"},
        {*_RESULT, *_INVOICE_LIST},
    ),
    f"GET /invoice{_ORG}/invoices/[0-9]+": (set(), {"id", "invoiceNo", "invoiceFileId", "sumRemaining", "sumTotal"}),
    f"GET /invoice{_ORG}/files/[0-9]+": (set(), {"fileId", "filename", "fileUrl", "contentType"}),
    f"GET /invoice{_ORG}/invoice-payments": (
        _LIST,
        {*_RESULT, "id", "customerId", "customerName", "customerOrgNo", "invoiceId", "invoiceNo", "amount", "paymentType",
         "date", "kid"},
    ),
    f"GET /accounting{_ORG}/transactions": (
        {*_LIST, "transactionNo", "transactionYear", "description", "isResetTransaction"},
        {*_RESULT, *_VOUCHER, "customerSupplierName", "customers", "suppliers"},
    ),
    f"GET /accounting{_ORG}/transactions2": (
        {"startDate", "endDate", "fromTransactionNo", "toTransactionNo", "transactionId", "page", "recordsPerPage"},
        {*_RESULT, *_VOUCHER, "transactionType", "isResetTransaction", "isReverted", "isDeleted", "ledgerLines", *_LINE},
    ),
    f"POST /accounting{_ORG}/transactions-advanced": (set(), {*_VOUCHER, "transactionType", "transactionLinesAdvanced"}),
}  # fmt: skip
_WORDS: Final = {
    "type": {"NORMAL", "CASH", "CREDIT"},
    "status": {"BEING_CREATED", "INVOICE_CREATED", "PAYMENT_REMINDER_CREATED", "CLOSED_BY_CREDIT_NOTE", "CLOSED_BY_PAYMENT",
               "CLOSED_FROM_REGNSKAP", "WRITTEN_OFF_AS_LOSS", "SOLD_TO_EASYBANK", "CLOSED_BY_EASYBANK", "SENT_TO_KRAVIA",
               "BEING_SENT_TO_KRAVIA"},
    "customerType": {"INDIVIDUAL", "ORGANIZATION"},
    "paymentType": {"MANUAL", "OCR_CREMUL", "NOT_PAYMENT"},
    "paymentReminderType": {"PAYMENT_REMINDER", "DEBT_COLLECTION_NOTICE"},
    "transactionType": {"INVOICE", "LOSS", "MANUAL_TRANSACTION", "PAYBACK", "PAYMENT", "PAYMENT_REMINDER", "PAYOUT"},
    "transactionSourceType": {"ADVANCED_TRANSACTION", "BULK_TRANSACTION", "REGISTER_BANK_STATEMENT", "SYSTEM_TRANSACTION"},
    "invoiceLanguage": {"NO", "EN"},
    "blockedStatus": {"NOT_BLOCKED", "NOT_BLOCKED_PURCHASE_BY_INVOICE_RESTRICTED", "MISSING_PAYMENTS", "BY_ADMIN",
                      "DELETED"},
}  # fmt: skip
_FILTERS: Final = {"PAID", "UNPAID", "ACTIVE", "REPEATING", "OVERDUE", "PAYMENT_REMINDERS_OVERDUE", "FOLLOW_UP", "KRAVIA"}
_SORTED: Final = re.compile(r"[+-]\w+(,[+-]\w+)*")
_LIMITS: Final = {"description": 2000, "recordsPerPage": 100}


def look(asked: Asked, told: Told) -> None:
    """Raises an AssertionError for what nobody described."""
    called = f"{asked.method} {asked.path}"
    found = [about for pattern, about in _KNOWN.items() if re.fullmatch(pattern, called)]
    assert found, f"{called} is not described"
    queries, words = found[0]
    assert not (strange := set(asked.params) - queries), f"{called}: nobody knows {strange}"
    assert _SORTED.fullmatch(asked.params.get("sort", "+id")), asked.params
    assert asked.params.get("type", "UNPAID") in _FILTERS
    assert int(asked.params.get("recordsPerPage", 1)) <= _LIMITS["recordsPerPage"]
    if asked.method == "POST":
        _look_at_voucher(asked.body)
    if told.status < 300:
        for name, value in _named(told.body):
            assert name in words, f"the answer of {called} has {name}"
            assert name not in _WORDS or value in _WORDS[name], f"{called}: {name} is never {value}"


def _look_at_voucher(body: Mapping[str, Any]) -> None:
    """A voucher that is sent; what must be said of it and of its lines is said."""
    assert body.keys() >= {"transactionType", "transactionLinesAdvanced"}
    assert not (strange := body.keys() - _SENT), strange
    assert 0 < len(body["description"]) <= _LIMITS["description"]
    for line in body["transactionLinesAdvanced"]:
        assert line.keys() >= {"date", "description", "amount"}
        assert not (strange := line.keys() - _SENT_LINE), strange
        assert 0 < len(line["description"]) <= 500
        assert all(isinstance(each, int) for name, each in line.items() if name.endswith("Id")), line


def _named(told: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 whatever is told
    if isinstance(told, Mapping):
        for name, each in told.items():
            yield name, each
            yield from _named(each)
    elif isinstance(told, list):
        for each in told:
            yield from _named(each)
