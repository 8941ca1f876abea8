"""Letters, and notices to people, handed over by e-mail."""

from dataclasses import dataclass
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from krav.kernel.refusal import KravError

_LASTING = 500


class MailRefused(KravError):
    """The mail server did not take the message. `lasting`: it never will; otherwise trying again is right."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        super().__init__(f"The mail server did not take the message: {reason}")
        self.lasting = lasting


class MailUncertain(KravError):
    """The mail server fell silent while it had the message: whether it took it, only its own log can tell."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The mail server did not confirm the message: {reason}. Look it up in its log.")


@dataclass(frozen=True, slots=True)
class Mail:
    """One message with one paper, a PDF unless `media` says otherwise.

    `key` becomes its Message-ID: the same letter always has the same one.
    """

    sender: str
    reply_to: str
    to: str
    subject: str
    body: str
    attachment_name: str
    attachment: bytes
    key: str
    media: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Notice:
    """What Krav itself tells a person: in plain text, and the same as HTML where there is any. `key` as of a mail."""

    to: str
    subject: str
    text: str
    html: str
    key: str


def send(mail: Mail) -> None:
    """Hands a letter to the mail server.

    Raises:
        MailRefused: the server said no, or could not be reached; the message did not leave.
        MailUncertain: the connection broke in the middle; it may have left.
    """
    message = EmailMessage(
        mail.subject, mail.body, mail.sender, [mail.to], reply_to=[mail.reply_to], headers={"Message-ID": f"<{mail.key}>"}
    )
    message.attach(mail.attachment_name, mail.attachment, mail.media)
    _hand_over(message)


def tell(notice: Notice) -> None:
    """Hands a notice to the mail server, from Krav's own address.

    Raises:
        MailRefused, MailUncertain: as for a letter.
    """
    subject = " ".join(notice.subject.split())
    message = EmailMultiAlternatives(subject, notice.text, to=[notice.to], headers={"Message-ID": f"<{notice.key}>"})
    if notice.html:
        message.attach_alternative(notice.html, "text/html")
    _hand_over(message)


def _hand_over(message: EmailMessage) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        raise MailRefused(str(error), lasting=False) from error
    try:
        connection.send_messages([message])
    except SMTPRecipientsRefused as error:
        raise _answered(*next(iter(error.recipients.values()))) from error
    except SMTPResponseException as error:
        raise _answered(error.smtp_code, error.smtp_error) from error
    except (SMTPNotSupportedError, ValueError) as error:  # an address that the server or no server can take
        raise MailRefused(str(error), lasting=True) from error
    except (SMTPException, OSError) as error:
        raise MailUncertain(str(error)) from error
    finally:
        connection.close()


def _answered(code: int, words: bytes | str) -> MailRefused:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return MailRefused(f"{code} {text}", lasting=code >= _LASTING)
