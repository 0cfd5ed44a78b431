"""Commissioners may read what is said of open quarters; the equality page may spend a link, and see which one it spent."""

from django.db import migrations

from walls import rows

WORKER = "(SELECT current_user) = 'safer_equality'"
REPORT = "(SELECT current_user) = 'safer_report'"
WEB = "(SELECT current_user) = 'safer_web'"


class Migration(migrations.Migration):
    dependencies = [("equality", "0003_outlook_and_invitations")]

    operations = [
        rows.grant("SELECT, INSERT, UPDATE, DELETE", "equality_outlook", "safer_equality"),
        rows.grant("SELECT", "equality_outlook", "safer_report"),
        rows.grant("INSERT", "equality_spentinvitation", "safer_web"),
        rows.grant("SELECT, DELETE", "equality_spentinvitation", "safer_equality"),
        rows.grant("SELECT", "equality_outlook, equality_spentinvitation", "safer_backup"),
        *(rows.locked(table) for table in ("equality_outlook", "equality_spentinvitation")),
        rows.policy("equality_outlook", "worker", using=WORKER, check=WORKER),
        rows.policy("equality_outlook", "report", to="SELECT", using=REPORT),
        rows.policy("equality_spentinvitation", "worker", using=WORKER, check=WORKER),
        rows.policy("equality_spentinvitation", "web", to="INSERT", check=WEB),
    ]
