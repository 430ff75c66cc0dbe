"""The admin's pages that bring scripts of a library."""

from __future__ import annotations

from django.urls import reverse
from django_celery_beat.models import PeriodicTask
from playwright.sync_api import expect


def test_a_schedule_says_in_words_when_it_starts(page, live_server, sign_in, cast):
    """Nothing that the content security policy refuses is on the page: `watch` would tell."""
    task = PeriodicTask.objects.get(name="Plan next week's visits")
    sign_in(cast.admin)
    page.goto(live_server.url + reverse("admin:django_celery_beat_periodictask_change", args=[task.pk]))
    told = page.locator(".field-crontab .help")
    expect(told).to_contain_text("06:00 PM")
    page.locator("#id_crontab").select_option("")
    expect(told).not_to_contain_text("06:00 PM")
    expect(page.locator(".field-crontab_translation")).to_be_hidden()
