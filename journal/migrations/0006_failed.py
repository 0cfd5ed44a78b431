"""What failed for good has an owner, who has it tried again or settles it by hand: the web role may do just these two."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from walls import rows

TABLE = "journal_delivery"
# A grant says which columns, the trigger from which state to which: the web role marks nothing as done.
OWNERS_MOVES = f"""
CREATE FUNCTION journal_owners_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_user = 'safer_web' AND (OLD.state <> 'dead' OR NEW.state NOT IN ('waiting', 'settled')) THEN
        RAISE EXCEPTION 'only what failed for good is tried again or settled' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER owners_moves BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION journal_owners_moves();
"""  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0005_by_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="case_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="kind",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="delivery",
            name="reference",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="delivery",
            name="settled_because",
            field=models.CharField(blank=True, help_text="A code.", max_length=20),
        ),
        migrations.AddField(
            model_name="delivery",
            name="settled_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="since",
            field=models.DateTimeField(help_text="When the event happened; NULL until it failed for good.", null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[("waiting", "Waiting"), ("done", "Done"), ("dead", "Dead"), ("settled", "Settled")],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.RunSQL(f"UPDATE {TABLE} SET since = due_at WHERE state = 'dead'", migrations.RunSQL.noop),  # noqa: S608 - a name # nosec B608
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("since__isnull", False)), fields=["since"], name="delivery_failed"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="event_by_time"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_by__isnull", False),
                        ("since__isnull", False),
                        ("state", "settled"),
                        models.Q(("settled_because", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "settled"), _negated=True), ("settled_because", ""), ("settled_by", None)
                    ),
                    _connector="OR",
                ),
                name="delivery_settled_by_somebody",
            ),
        ),
        migrations.RunSQL(OWNERS_MOVES, f"DROP TRIGGER owners_moves ON {TABLE}; DROP FUNCTION journal_owners_moves();"),
        rows.grant("UPDATE (state, due_at, settled_by, settled_because)", TABLE, "safer_web"),
    ]
