"""`krav`: the commands, and how an error reaches a person: one sentence on standard error, exit code 2."""

import sys

import click
from django.db import DatabaseError

from krav.cli import (
    accounts,
    ahead,
    autopilot,
    backup,
    books,
    carriers,
    cases,
    claims,
    connections,
    corrections,
    court,
    credits,
    daily,
    demo,
    doctor,
    elsewhere,
    imports,
    interest,
    keys,
    law,
    limitation,
    losses,
    move,
    operator,
    partners,
    payments,
    people,
    plans,
    privacy,
    restore,
    serve,
    verify,
    webhooks,
    weekly,
)
from krav.kernel.refusal import KravError


@click.group()
@click.version_option(package_name="krav")
def krav() -> None:
    """Receivables and debt collection for the Nordic countries: lawful to the øre, every krone explained."""


krav.add_command(autopilot.autopilot)
for command in (accounts.init, imports.import_, daily.day, daily.letters, claims.status, claims.explain, claims.hold):
    krav.add_command(command)
for command in (imports.imports, imports.inbox_, payments.payments):
    krav.add_command(command)
for command in (corrections.correct, limitation.limitation, losses.vouchers, books.books, cases.case):
    krav.add_command(command)
for deed in (court.package, court.file, elsewhere.new, losses.off, plans.plan):
    cases.case.add_command(deed)
krav.add_command(backup.backup)
krav.add_command(restore.restore_, "restore")
krav.add_command(move.move)
krav.add_command(carriers.carriers)
krav.add_command(doctor.doctor)
for command in (connections.connect, connections.sync, connections.post):
    krav.add_command(command)
krav.add_command(credits.credits_, "credits")
krav.add_command(verify.verify_, "verify")
krav.add_command(partners.partners)
krav.add_command(privacy.privacy)
krav.add_command(webhooks.webhooks)
krav.add_command(operator.operator)
krav.add_command(weekly.weekly)
krav.add_command(keys.rotate_keys)
for command in (ahead.ahead, claims.lift, claims.rebuild, demo.demo, interest.interest, law.law, people.person, serve.serve):
    krav.add_command(command)


def main() -> None:
    """Runs the command line; a refusal ends it with its sentence and exit code 2."""
    try:
        krav(standalone_mode=True)
    except KravError as error:
        click.echo(f"krav: {error}", err=True)
        sys.exit(2)
    except DatabaseError as error:
        click.echo(f"krav: the database refused: {error}. Has “krav init” been run?", err=True)
        sys.exit(2)
