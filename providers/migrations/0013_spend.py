"""What was fitted of each version of the catalogue and what it cost: sums, read through a view that knows no case."""

import uuid

from django.db import migrations, models

from walls import rows

VIEW = "providers_spend"
SPEND = f"""
    CREATE VIEW {VIEW} AS
    SELECT md5(f.organisation_id::text || f.measure_id::text)::uuid AS id, f.organisation_id, f.measure_id,
           sum(f.quantity)::integer AS quantity,
           coalesce(sum(f.quantity) FILTER (WHERE f.removed_on IS NULL), 0)::integer AS in_place,
           sum(f.cost_pence)::bigint AS cost_pence
    FROM providers_fitting f GROUP BY f.organisation_id, f.measure_id;
"""  # noqa: S608 - a constant # nosec B608


class Migration(migrations.Migration):
    dependencies = [("providers", "0012_quote"), ("walls", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Spend",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("quantity", models.PositiveIntegerField()),
                ("in_place", models.PositiveIntegerField()),
                ("cost_pence", models.PositiveBigIntegerField()),
            ],
            options={"verbose_name_plural": "spend", "db_table": VIEW, "managed": False},
        ),
        # The view is the owner's: a firm's work counts through it also when its cases are shared with it no more.
        rows.policy(
            "providers_fitting",
            "spend",
            to="SELECT",
            using=f"providers_fitting.organisation_id = {rows.ORGANISATION}",
            role="CURRENT_USER",
        ),
        migrations.RunSQL(SPEND, f"DROP VIEW {VIEW};"),
        rows.revoke("INSERT, UPDATE, DELETE", VIEW, "safer_web", "safer_worker"),
    ]
