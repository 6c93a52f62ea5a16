"""Courses and lessons as Wagtail pages; progress and completion."""
