#!/bin/bash
# Inside a PostgreSQL container, at its first start and after a change of passwords: roles, walls, passwords.
set -euo pipefail
server=(psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB")
"${server[@]}" --file /roles.sql
for role in owner web worker equality report safeguarding backup; do
  variable=SAFER_${role^^}_PASSWORD
  [ -n "${!variable:-}" ] || continue # this role never enters this database
  "${server[@]}" --set role="safer_$role" <<SQL
\getenv password $variable
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
"${server[@]}" --command 'ALTER ROLE safer_owner NOCREATEDB' # only tests make databases
