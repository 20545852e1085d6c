"""One at a time: waiting for one's turn at something that a company does in order."""

from django.db import connection, transaction


def take(what: str) -> None:
    """Wait until nobody else of this company has the turn for ``what``; keep it until commit.

    Must be called inside a transaction: outside, the turn would be over at once. A statement that
    comes after sees what the one before has committed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"The turn for {what} needs a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))",
            [connection.schema_name, what],  # type: ignore[attr-defined]
        )
