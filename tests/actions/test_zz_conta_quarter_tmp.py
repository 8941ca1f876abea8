"""Temporary."""
import pytest
from datetime import timedelta
from random import Random
from tests.actions import test_quarter as q
from tests.actions.connected import linked
from tests.wire.accounting.conta.standin import standing_in
pytestmark = pytest.mark.django_db
@pytest.mark.parametrize("name", ["conta", "twentyfour"])
def test_conta(name, settings, monkeypatch, capsys):
    make = {**q.SYSTEMS, "conta": standing_in}[name]
    F = q.FIRST
    settings.KRAV_TODAY = F
    with make() as standin:
        for number in range(1, 5):
            standin.customer(str(number), f"Kunde {number}")
            if name == "conta": standin.customers[-1]["customerType"] = "INDIVIDUAL"
        standin.invoice("10000", "1", q.Decimal("500.00"), F - timedelta(days=60), F - timedelta(days=46))
        with linked(standin, monkeypatch, F) as home:
            home.sync(F); home.go_on(F)
            quarter = q.Quarter(home, Random(q.SEED), {"10000": q.Decimal("500.00")})
            old = quarter._closed
            how = {}
            def closed(number, on, h):
                how[number] = (h, on); old(number, on, h)
            quarter._closed = closed
            for day in range(1, 91):
                settings.KRAV_TODAY = on = F + timedelta(days=day)
                quarter.morning(on); quarter.night(on)
            q._settle(home, on + timedelta(days=1), settings)
            with capsys.disabled():
                print(name)
                for w in quarter.wrong:
                    n = w.split(" on ")[1].split(",")[0]
                    print(w, how.get(n), home.entries(n), standin.rest(n), home.claims().get(n))
            try: q._agree(home, quarter, on + timedelta(days=1))
            except AssertionError as e:
                with capsys.disabled(): print("AGREE", str(e)[:600])
            else:
                with capsys.disabled(): print("AGREED")
