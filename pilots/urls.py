"""Addresses of pilot sheets."""

from django.urls import path

from pilots import views

app_name = "pilots"
urlpatterns = [
    path("pilots/", views.sheets, name="list"),
    path("pilots/<uuid:public_id>/", views.sheet, name="sheet"),
    path("pilots/<uuid:public_id>/findings", views.findings, name="findings"),
    path("pilots/<uuid:public_id>/forget", views.forget, name="forget"),
    path("programmes/<uuid:public_id>/pilot/panel", views.panel, name="panel"),
]
