"""Whether triage decided in time. Facts that ended before stay without, and are counted as not recorded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("equality", "0006_worker_spends")]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="triage",
            field=models.CharField(
                blank=True, default="", help_text="The same for the decision of triage.", max_length=8
            ),
            preserve_default=False,
        ),
    ]
