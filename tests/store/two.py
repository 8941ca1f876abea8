"""Two accounts whose rows are committed, and connections of the role that web and workers have."""

from typing import Any

import psycopg
from django.db import connection

from tests.store import cast

PLAIN = "krav_web"

Raw = psycopg.Connection[Any]


class Two:
    """Two accounts whose rows are committed, and connections of the plain role."""

    def __init__(self) -> None:
        mine, other = cast.fjordbo(), cast.nordlys()
        cast.tell(mine)
        cast.tell(other)
        self.mine, self.other = mine.id, other.id

    def connect(self) -> Raw:
        about = connection.settings_dict
        place = f"host={about['HOST']} port={about['PORT']} dbname={about['NAME']} user={PLAIN}"
        return psycopg.connect(place, autocommit=True)


def copy_lines(copy: psycopg.Copy) -> list[bytes]:
    return b"".join(bytes(block) for block in copy).splitlines()
