"""Letters handed over by e-mail."""

from dataclasses import dataclass
from smtplib import SMTPException, SMTPResponseException

from django.core.mail import EmailMessage

from krav.kernel.refusal import KravError

_LAST_TEMPORARY = 500


class MailRefused(KravError):
    """The mail server did not take the message. `lasting`: it never will; otherwise trying again is right."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        super().__init__(f"The mail server did not take the message: {reason}")
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Mail:
    """One message with one PDF. `key` becomes its Message-ID: the same letter always has the same one."""

    sender: str
    reply_to: str
    to: str
    subject: str
    body: str
    attachment_name: str
    attachment: bytes
    key: str


def send(mail: Mail) -> None:
    """Hands the message to the mail server.

    Raises:
        MailRefused: the server said no, or could not be reached; the message did not leave.
    """
    message = EmailMessage(
        mail.subject, mail.body, mail.sender, [mail.to], reply_to=[mail.reply_to], headers={"Message-ID": f"<{mail.key}>"}
    )
    message.attach(mail.attachment_name, mail.attachment, "application/pdf")
    try:
        message.send()
    except SMTPResponseException as error:
        raise MailRefused(f"{error.smtp_code} {error.smtp_error!r}", lasting=error.smtp_code >= _LAST_TEMPORARY) from error
    except (SMTPException, OSError) as error:
        raise MailRefused(str(error), lasting=False) from error
