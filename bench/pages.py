"""Three pages: no query, one query, five queries."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from people.models import Person


def page(request: HttpRequest, queries: int) -> HttpResponse:
    """Asks for the first person ``queries`` times."""
    for _ in range(queries):
        Person.objects.first()
    return HttpResponse("ok")


urlpatterns = [path("<int:queries>", page)]
