"""A letter is sent when somebody says on which day they posted it. Until then its state says that it waits for that."""

from django.db import migrations, models

from walls import rows

TABLE = "referrals_letter"
# The web may say of a letter that waits what became of it, and of nothing else anything.
SETTLED = (
    f"CREATE POLICY settled ON {TABLE} AS RESTRICTIVE FOR UPDATE TO safer_web"
    " USING (way = 'post' AND state = 'to_post') WITH CHECK (way = 'post' AND state IN ('sent', 'stopped'));"
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_failed_deliveries")]

    operations = [
        migrations.AlterField(
            "letter",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "About to be sent"),
                    ("to_post", "Waits for somebody to say that it was posted"),
                    ("sent", "Sent"),
                    ("stopped", "Not sent"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField("letter", "posted_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                condition=models.Q(("posted_on", None), models.Q(("state", "sent"), ("way", "post")), _connector="OR"),
                name="letter_posted_is_sent",
            ),
        ),
        migrations.RunSQL(SETTLED, f"DROP POLICY settled ON {TABLE};"),
        rows.grant("UPDATE (state, why_not, posted_on)", TABLE, "safer_web"),
    ]
