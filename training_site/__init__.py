"""Composes the site and owns no domain: settings, urls, Celery, the JSON API root, the portal and the shell."""

from training_site.celery import app as celery_app

__all__ = ["celery_app"]
