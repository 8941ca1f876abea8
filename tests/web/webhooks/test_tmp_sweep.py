import pytest
from tests.web import test_rights as t
from tests.web.test_rights import things
from krav.kernel.role import Role
mine = [p for p in t.PLACES if "webhooks" in p.route]
def test_all(client, stranger, guest, caseworker, administrator, things):
    assert len(mine) == 6
    for who, slug in ((client,"fjordbo"),(stranger,"fjordbo"),(stranger,"nordlys"),(guest,"fjordbo"),(caseworker,"fjordbo"),(administrator,"fjordbo")):
        for a in t.ask(who, slug, things, mine): print(slug, a, a.location)
    assert 0
