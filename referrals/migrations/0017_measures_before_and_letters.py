"""Where measures were fitted before; of a letter, who said when what became of it; of an attempt, the letter behind it."""

import django.db.models.deletion
from django.db import migrations, models

import walls.fields
from walls import rows

LETTER = "referrals_letter"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_letters_posted")]

    operations = [
        migrations.AddField(
            "referral",
            "previous_measures_where",
            walls.fields.SealedText(
                blank=True, editable=True, help_text="An earlier home, with its postcode; empty for this one", null=True
            ),
        ),
        migrations.AddField(
            "letter",
            "settled_at",
            models.DateTimeField(help_text="When it was known what became of it.", null=True),
        ),
        migrations.AddField(
            "letter",
            "settled_by",
            models.CharField(blank=True, default="", help_text="Who said so; nobody of an email.", max_length=120),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                condition=models.Q(("settled_by", ""), ("settled_at__isnull", False), _connector="OR"),
                name="letter_settled_at_a_time",
            ),
        ),
        rows.grant("UPDATE (settled_at, settled_by)", LETTER, "safer_web"),
        migrations.AddField(
            "contactattempt",
            "letter",
            models.ForeignKey(
                help_text="What was sent, written from here.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="referrals.letter",
            ),
        ),
    ]
