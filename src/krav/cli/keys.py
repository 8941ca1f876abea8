"""`krav rotate-keys`: new keys of the home, and everything sealed anew with them."""

from pathlib import Path

import click
from django.conf import settings

from krav.actions.rotating import rotate
from krav.kernel.refusal import KravError
from krav.store.roles import let_in
from krav.wire import key_files

_RESTART = "Start every other process of Krav anew (serve, worker), so that each knows them; then run: krav rotate-keys"
_OVER = "The old keys open nothing that is kept any more. "
_DROP = {
    True: "Wait until no link of an old mail is needed, then run: krav rotate-keys --forget",
    False: "Wait until no link of an old mail is needed, then take KRAV_SEAL_OLD and KRAV_SECRET_KEY_OLD away.",
}


@click.command("rotate-keys")
@click.option("--new", is_flag=True, help="Make new keys in the home's files first; the old ones still open.")
@click.option("--forget", is_flag=True, help="Take the old keys out of the files when nothing needs them.")
def rotate_keys(*, new: bool, forget: bool) -> None:
    """Seal everything that is kept sealed with the first key (KRAV_SEAL).

    Safe to stop and to run again, and beside a worker that knows both keys. Keys of your own are changed by their variables:
    the new ones in KRAV_SEAL and KRAV_SECRET_KEY, the old ones in KRAV_SEAL_OLD and KRAV_SECRET_KEY_OLD.
    """
    if new:
        files = _files()
        let_in(_secrets())  # refuses before anything is changed
        for file in files:
            key_files.add(file)
        let_in(_secrets())
        click.echo(f"New keys are made; the old ones still open. {_RESTART}")
        return
    done = rotate()
    click.echo(f"{done.looked} rows with something sealed, {done.sealed} sealed anew.")
    if done.lost:
        click.echo(f"No key opens {len(done.lost)}: {', '.join(done.lost[:20])}. Connect these anew.")
    if not forget:
        click.echo(_OVER + _DROP[any(settings.KRAV_KEY_FILES.values())])
        return
    files = _files()
    let_in(_secrets())
    gone = sum(key_files.forget(file) for file in files)
    let_in(_secrets())
    click.echo(f"{gone} old keys are gone from the files. Who was logged in before may have to log in anew.")


def _secrets() -> list[str]:
    """KRAV_SECRET_KEY and older ones, as they stand in its file now."""
    file: Path | None = settings.KRAV_KEY_FILES["KRAV_SECRET_KEY"]
    return key_files.told(file) if file else []


def _files() -> list[Path]:
    """The files that hold the keys.

    Raises:
        KravError: they are told by variables.
    """
    files: dict[str, Path | None] = settings.KRAV_KEY_FILES
    told = [name for name, file in files.items() if file is None]
    if told:
        raise KravError("{names} stand in the environment: change them there.", {"names": ", ".join(told)})
    return [file for file in files.values() if file is not None]
