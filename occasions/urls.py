"""Addresses of occasions."""

from django.urls import path

from occasions import views

app_name = "occasions"
urlpatterns = [
    path("programmes/<uuid:public_id>/enrolments/occasions/", views.rules, name="rules"),
    path("occasions/<uuid:public_id>/", views.rule, name="rule"),
]
