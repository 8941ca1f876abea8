"""A number of each account that rises with every write its pages may show."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0015_security")]

    operations = [migrations.AddField("account", "moved", models.BigIntegerField(default=0, db_default=0))]
