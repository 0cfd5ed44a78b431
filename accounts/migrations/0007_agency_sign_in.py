"""Whom an agency's server means, when it signs somebody in. Servers and their tokens are never kept in the database."""

from django.db import migrations

from walls import rows

OURS = ("safer_web", "safer_worker")
BOUND = "socialaccount_socialaccount"
UNUSED = ("socialaccount_socialapp", "socialaccount_socialtoken")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_traces"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        *(rows.revoke("ALL", table, *OURS) for table in (BOUND, *UNUSED)),
        rows.grant("SELECT, INSERT, UPDATE, DELETE", BOUND, *OURS),
        rows.grant("USAGE", f"SEQUENCE {BOUND}_id_seq", *OURS),
        rows.grant("SELECT, DELETE", "socialaccount_socialtoken", *OURS),  # Django looks there when it deletes
    ]
