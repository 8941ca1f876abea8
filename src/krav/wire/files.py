"""Letters handed over as files: for a printer, a print house, or a person."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def put(folder: Path, name: str, content: bytes) -> Path:
    """Writes the file whole or not at all; writing the same file again changes nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, delete=False) as draft:
        draft.write(content)
    target = folder / name
    Path(draft.name).chmod(0o640)
    os.replace(draft.name, target)  # noqa: PTH105 the one call that replaces in one step on every system
    return target
