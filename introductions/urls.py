"""Addresses of introductions."""

from django.urls import path

from introductions.views import conflict

app_name = "introductions"
urlpatterns = [
    path("enrolments/<uuid:public_id>/apart", conflict.conflicts, name="conflicts"),
]
