"""SQL for migrations: row-level security and grants, always the same way. Each function returns a RunSQL operation."""

from django.db.migrations import RunSQL

# `(SELECT …)` lets PostgreSQL work these out once a query instead of once a row.
SIGHT = "(SELECT current_setting('app.sight', true))"
ACTOR = "(SELECT nullif(current_setting('app.actor', true), '')::uuid)"
ORGANISATION = "(SELECT nullif(current_setting('app.organisation', true), '')::uuid)"
REFERRAL = "(SELECT nullif(current_setting('app.referral', true), '')::uuid)"
SYSTEM = f"({SIGHT} = 'system' AND (SELECT current_user) = 'safer_worker')"
SPA = f"({SIGHT} = 'spa')"
PROVIDER = f"({SIGHT} = 'provider')"
INTAKE = f"({SIGHT} = 'intake')"
LINK = f"({SIGHT} = 'link')"
REVIEW = f"({SIGHT} = 'review')"


def locked(table: str) -> RunSQL:
    """Nobody, the owner included, sees or writes a row that no policy allows."""
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def policy(table: str, name: str, *, to: str = "ALL", using: str = "", check: str = "", role: str = "") -> RunSQL:
    """Allow one thing. `to`: ALL, SELECT, INSERT, UPDATE or DELETE. Several policies are joined by OR.

    role: to whom it is allowed, "" for everybody. CURRENT_USER, the owner, means: through a view of the owner's only.
    """
    clauses = f" TO {role}" if role else ""
    clauses += (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
    return RunSQL(f"CREATE POLICY {name} ON {table} FOR {to}{clauses};", f"DROP POLICY {name} ON {table};")


def grant(what: str, table: str, *roles: str) -> RunSQL:
    names = ", ".join(roles)
    return RunSQL(f"GRANT {what} ON {table} TO {names};", f"REVOKE {what} ON {table} FROM {names};")


def revoke(what: str, table: str, *roles: str) -> RunSQL:
    names = ", ".join(roles)
    return RunSQL(f"REVOKE {what} ON {table} FROM {names};", f"GRANT {what} ON {table} TO {names};")
