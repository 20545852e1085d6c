"""Everything PostgreSQL knows about the tables of the chosen company, comparable between two."""

from typing import Any

from django.db import connection

# The catalogue prints names without their schema when the search path holds it.
PARTS = {
    "relations": """
        SELECT c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.reloptions
        FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace""",
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull, a.attidentity, a.attgenerated, a.attisdropped,
               pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred,
               convalidated, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace""",
    "indexes": """
        SELECT tablename, indexname, replace(indexdef, current_schema() || '.', '')
        FROM pg_indexes WHERE schemaname = current_schema()""",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, min_value, max_value, increment_by,
               cycle, cache_size, last_value
        FROM pg_sequences WHERE schemaname = current_schema()""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgfoid::regproc::text, tgtype, tgdeferrable, count(*)
        FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
        WHERE c.relnamespace = current_schema()::regnamespace GROUP BY 1, 2, 3, 4""",
    "functions": """
        SELECT proname, prosrc FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace""",
    "content types": "SELECT id, app_label, model FROM django_content_type",
    "permissions": "SELECT id, content_type_id, codename, name FROM auth_permission",
    "migrations": "SELECT id, app, name FROM django_migrations",
}


def of_the_chosen_company() -> dict[str, list[tuple[Any, ...]]]:
    """Rows per part, sorted."""
    with connection.cursor() as cursor:
        found = {}
        for part, query in PARTS.items():
            cursor.execute(query)
            found[part] = sorted(cursor.fetchall(), key=repr)
        return found
