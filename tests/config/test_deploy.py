"""What lies in deploy: units that systemd takes and that are fenced in, and a container file whose every source is there."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.house.tree import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
FENCED = {
    "NoNewPrivileges": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "ProtectSystem": "strict", "ProtectHome": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "yes", "CapabilityBoundingSet": "",
    "User": "krav",
}  # fmt: skip
STEPS = [
    (words[0], words[2])
    for words in (line.partition(" ") for line in (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines())
    if words[0].isupper()
]


def unit(name: str) -> ConfigParser:
    """A unit's sections; of what is said twice, the last."""
    read = ConfigParser(strict=False, interpolation=None)
    setattr(read, "optionxform", str)  # noqa: B010 systemd's names have capitals
    read.read(DEPLOY / name)
    return read


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_fenced_in(name: str) -> None:
    service = unit(name)["Service"]
    assert {key: service[key] for key in FENCED} == FENCED
    assert service["EnvironmentFile"] == "/etc/krav/krav.env"


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_it(name: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        assert unit(name).sections()  # without systemd, what can be read is all that can be seen
        return
    text = re.sub(r"/opt/krav/bin/\w+", "/bin/true", (DEPLOY / name).read_text())
    file = tmp_path / name.replace("@", "@1")
    file.write_text(text)
    run = subprocess.run([analyze, "verify", str(file)], capture_output=True, text=True, check=False)
    assert name.partition(".")[0].rstrip("@") not in run.stderr, run.stderr
    shown = subprocess.run([analyze, "security", "--offline=true", str(file)], capture_output=True, text=True, check=False)
    exposed = re.search(r"exposure level for \S+ (\d+\.\d)", shown.stdout)
    assert exposed is None or float(exposed[1]) < 2, shown.stdout


def test_the_timer_starts_a_unit_that_is_there() -> None:
    assert (DEPLOY / "krav-backup.service").is_file()
    assert unit("krav-backup.timer")["Timer"]["Persistent"] == "yes"


def test_every_source_of_the_image_is_there() -> None:
    copied = [words.split()[:-1] for step, words in STEPS if step == "COPY" and "--from" not in words]
    assert copied
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []


def test_the_image_is_named_by_version_and_runs_as_nobody_in_particular() -> None:
    images = [words.split()[0] for step, words in STEPS if step == "FROM"]
    assert len(images) == 2
    assert all(re.fullmatch(r"python:3\.11-[\w-]+", image) for image in images)
    steps = dict(STEPS)
    assert steps["USER"] == "10001:10001"
    assert {"HEALTHCHECK", "ENTRYPOINT", "VOLUME", "STOPSIGNAL"} <= steps.keys()
    assert "--require-hashes" in " ".join(words for step, words in STEPS if step == "RUN")


def test_the_operators_guide_names_every_setting_of_the_example() -> None:
    named = set(re.findall(r"KRAV_\w+", (DEPLOY / "krav.env.example").read_text()))
    assert named <= set(re.findall(r"KRAV_\w+", (ROOT / "docs/operators.md").read_text()))
