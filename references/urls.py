"""Addresses of references."""

from django.urls import path

from references import views

app_name = "references"
urlpatterns = [
    path("enrolments/<uuid:public_id>/references", views.name, name="name"),
    path("enrolments/<uuid:public_id>/references/told", views.told, name="told"),
    path("r/<str:token>", views.answer_by_link, name="answer_by_link"),
]
