"""Addresses of the public site: what Mentorat is, and the way to one's company."""

from django.urls import path

from mentorat import views

handler403 = "mentorat.views.forbidden"
handler404 = "mentorat.views.not_found"
handler500 = "mentorat.views.broken"

urlpatterns = [
    path("", views.public_home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("preferences", views.preferences, name="preferences"),
]
