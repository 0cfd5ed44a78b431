"""PostgreSQL and Redis from wheels, inside one folder, for everywhere that has no servers of its own."""
