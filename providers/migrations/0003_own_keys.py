"""A provider is shown the data keys of its own work and no others, not even how many there are."""

from django.db import migrations

from walls import rows

SIGHTS = f"{rows.SPA} OR {rows.SYSTEM} OR {rows.INTAKE} OR {rows.LINK}"
# The workstream tables show a provider its own rows only, so asking them is asking "is it mine?".
OWN = "EXISTS (SELECT FROM {} w WHERE w.key_id = walls_casekey.id)"
TABLES = ("providers_securityworkstream", "providers_supportworkstream")
MINE = rows.PROVIDER + " AND (" + " OR ".join(map(OWN.format, TABLES)) + ")"


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_walls"), ("walls", "0002_walls")]

    operations = [
        migrations.RunSQL(
            "DROP POLICY with_a_sight ON walls_casekey;",
            f"CREATE POLICY with_a_sight ON walls_casekey USING ({rows.SIGHT} <> '') WITH CHECK ({rows.SIGHT} <> '');",
        ),
        rows.policy("walls_casekey", "with_a_sight", using=SIGHTS, check=SIGHTS),
        rows.policy("walls_casekey", "of_own_work", to="SELECT", using=MINE),
    ]
