"""Commands are read when they are named: each is there, and one does not wait for what only another needs."""

import subprocess
import sys
from collections.abc import Iterator

import click

from krav.config.main import krav


def commands(group: click.Group) -> Iterator[click.Command]:
    """Every command below the group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        yield found
        if isinstance(found, click.Group):
            yield from commands(found)


def test_every_command_is_there_and_says_what_it_does() -> None:
    found = list(commands(krav))
    assert len(found) > 80
    assert [command.name for command in found if not command.help] == []


def test_a_list_waits_for_no_carrier_and_no_court() -> None:
    asked = "import sys; from krav.config.main import krav; krav.get_command(None, 'status'); print(*sys.modules)"
    read = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert "krav.cli.claims" in read
    assert not {"krav.cli.court", "krav.jobs.worker", "paramiko", "pikepdf", "phonenumbers"} & set(read)
