"""Count the visits of every effort again: those made while it went on, and those spent on it."""

from collections import defaultdict
from datetime import date
from itertools import groupby

from django.db import migrations

CHUNK = 500


def fill(apps, schema_editor):
    efforts = apps.get_model("prospects", "Prospect").objects.order_by("customer", "opened_on", "pk")
    customers = list(efforts.order_by("customer").values_list("customer", flat=True).distinct())
    for start in range(0, len(customers), CHUNK):
        _fill_some(apps, efforts.filter(customer__in=customers[start : start + CHUNK]))


def _fill_some(apps, efforts):
    days = defaultdict(list)
    visits = apps.get_model("visits", "Visit").objects.filter(
        state="done", customer__in=efforts.values("customer")
    )
    for customer, day in visits.values_list("customer_id", "date"):
        days[customer].append(day)
    counted = []
    for customer, own in groupby(efforts, lambda effort: effort.customer_id):
        counted += _counted(list(own), days[customer])
    efforts.model.objects.bulk_update(counted, ["visits_made", "visits_spent"], batch_size=CHUNK)


def _counted(efforts, days):
    for effort in efforts:
        effort.visits_made = effort.visits_spent = 0
    for day in days:
        going_on = [
            effort
            for effort in efforts
            if effort.opened_on <= day <= (effort.won_on or effort.given_up_on or date.max)
        ]
        for effort in going_on:
            effort.visits_made += 1
        if going_on:
            going_on[0].visits_spent += 1
    return efforts


class Migration(migrations.Migration):
    dependencies = [
        ("prospects", "0004_name_who_gave_up"),
        ("visits", "0005_fill_last_visits"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
