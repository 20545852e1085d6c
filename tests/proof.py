"""A browser that has logged in just now, as far as the records of the session say."""

import time

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from people.models import Person


def log_in(client: Client, person: Person) -> None:
    """Log in without a page, in a company that is chosen; never a proof made again since."""
    client.force_login(person)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)
    session.save()
