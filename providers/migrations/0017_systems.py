"""What is kept from somebody is kept from the systems of their agency, in every table of the case (referrals/rows.py)."""

from django.db import migrations

from referrals.rows import EVERY_TABLE, NO_TABLE


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_tokens"),
        ("providers", "0016_quote_versions"),
        ("referrals", "0017_measures_before_and_letters"),
    ]

    operations = [migrations.RunSQL(EVERY_TABLE, NO_TABLE)]
