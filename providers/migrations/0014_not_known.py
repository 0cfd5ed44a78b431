from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0013_spend"),
    ]

    operations = [
        migrations.AlterField(
            model_name="goal",
            name="progress",
            field=models.CharField(
                choices=[
                    ("open", "Being worked on"),
                    ("met", "Reached"),
                    ("partly", "Partly reached"),
                    ("not_met", "Not reached"),
                    ("not_known", "Not known"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
