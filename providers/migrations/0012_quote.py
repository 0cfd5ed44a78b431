"""A line of the quote says what it is made of. What was estimated before counts as labour."""

from django.db import migrations, models

TABLE = "providers_recommendation"
# The owner of the table sees no row while row-level security is forced on it.
KEEP = (
    f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY; UPDATE {TABLE} SET labour_pence = estimate_pence;"  # noqa: S608 - constants # nosec B608
    f" ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0011_owners_permission"),
    ]

    operations = [
        migrations.AddField(
            "recommendation", "unit_pence", models.PositiveIntegerField(default=0), preserve_default=False
        ),
        migrations.AddField(
            "recommendation", "labour_pence", models.PositiveIntegerField(default=0), preserve_default=False
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField("recommendation", "estimate_pence"),
        migrations.AddField(
            "recommendation",
            "estimate_pence",
            models.GeneratedField(
                db_persist=True,
                expression=models.F("unit_pence") * models.F("quantity") + models.F("labour_pence"),
                output_field=models.PositiveIntegerField(),
            ),
        ),
    ]
