"""`krav`: the commands, and how an error reaches a person: one sentence on standard error, exit code 2."""

import sys

import click
from django.db import DatabaseError

from krav.cli.commands import Commands
from krav.kernel.refusal import KravError


@click.group(cls=Commands)
@click.version_option(package_name="krav")
def krav() -> None:
    """Receivables and debt collection for the Nordic countries: lawful to the øre, every krone explained."""


krav.later("krav.cli.accounts", "init")
krav.later("krav.cli.ahead", "ahead")
krav.later("krav.cli.autopilot", "autopilot")
krav.later("krav.cli.backup", "backup")
krav.later("krav.cli.books", "books")
krav.later("krav.cli.carriers", "carriers")
krav.later("krav.cli.cases", "case")
krav.later("krav.cli.claims", "status", "explain", "hold", "lift", "rebuild")
krav.later("krav.cli.connections", "connect", "sync", "post")
krav.later("krav.cli.corrections", "correct")
krav.later("krav.cli.credits", credits="credits_")
krav.later("krav.cli.daily", "day", "letters")
krav.later("krav.cli.demo", "demo")
krav.later("krav.cli.doctor", "doctor")
krav.later("krav.cli.imports", "imports", inbox="inbox_", **{"import": "import_"})
krav.later("krav.cli.interest", "interest")
krav.later("krav.cli.keys", "rotate_keys")
krav.later("krav.cli.law", "law")
krav.later("krav.cli.limitation", "limitation")
krav.later("krav.cli.losses", "vouchers")
krav.later("krav.cli.move", "move")
krav.later("krav.cli.operator", "operator")
krav.later("krav.cli.partners", "partners")
krav.later("krav.cli.payments", "payments")
krav.later("krav.cli.people", "person")
krav.later("krav.cli.privacy", "privacy")
krav.later("krav.cli.restore", restore="restore_")
krav.later("krav.cli.serve", "serve")
krav.later("krav.cli.verify", verify="verify_")
krav.later("krav.cli.webhooks", "webhooks")
krav.later("krav.cli.weekly", "weekly")


def main() -> None:
    """Runs the command line; a refusal ends it with its sentence and exit code 2."""
    try:
        krav(prog_name="krav")
    except KravError as error:
        click.echo(f"krav: {error}", err=True)
        sys.exit(2)
    except DatabaseError as error:
        click.echo(f"krav: the database refused: {error}. Has “krav init” been run?", err=True)
        sys.exit(2)
