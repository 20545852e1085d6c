"""One at a time: waiting for one's turn at something that a company does in order."""

from django.db import connection, transaction

SETTLE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
"""Checks now what would be checked at commit; what is written later waits for commit again."""


def take(what: str) -> None:
    """Wait until nobody else of this company has the turn for ``what``; keep it until commit.

    Must be called inside a transaction: outside, the turn would be over at once. A statement that
    comes after sees what the one before has committed. Foreign keys written so far are checked
    before, not at commit: such a check may wait for a row of somebody who waits for this turn.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"The turn for {what} needs a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"{SETTLE}; SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))",
            [connection.schema_name, what],  # type: ignore[attr-defined]
        )
