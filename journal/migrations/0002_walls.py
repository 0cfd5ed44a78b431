"""Anybody may add to the journal; who reads it is limited; nobody of ours changes it."""

from django.db import migrations

from walls import rows

SEES = f"{rows.SPA} OR {rows.SYSTEM}"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("walls", "0002_walls")]

    operations = [
        rows.locked("journal_event"),
        rows.policy("journal_event", "added", to="INSERT", check="true"),
        rows.policy(
            "journal_event",
            "read",
            to="SELECT",
            using=f"{SEES} OR ({rows.PROVIDER} AND organisation_id = {rows.ORGANISATION}) OR actor_id = {rows.ACTOR}",
        ),
        rows.locked("journal_access"),
        rows.policy("journal_access", "added", to="INSERT", check="true"),
        rows.policy("journal_access", "read", to="SELECT", using=f"{SEES} OR actor_id = {rows.ACTOR}"),
    ]
