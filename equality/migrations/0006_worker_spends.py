"""The worker may do what the page may: one role stands for both in tests and small installations."""

from django.db import migrations

from walls import rows


class Migration(migrations.Migration):
    dependencies = [("equality", "0005_work")]

    operations = [rows.grant("INSERT", "equality_spentinvitation", "safer_equality")]
