"""Payments are found by their days without reading the journal of every account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0017_numbers")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                models.F("account"), models.F("on"), name="paid_by_day", condition=models.Q(("kind", "payment"))
            ),
        )
    ]
