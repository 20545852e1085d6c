"""Wiring of Mentorat; the Celery application is loaded with it so that tasks find their broker."""

from mentorat.celery import app as celery_app

__all__ = ["celery_app"]
