"""The tables of the product as plain models, column for column (``manage.py inspectdb``)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.urls import reverse


class User(AbstractBaseUser):
    id = models.BigAutoField(primary_key=True)
    is_superuser = models.BooleanField()
    number = models.CharField(unique=True, max_length=40, blank=True, null=True)
    name = models.CharField(max_length=120)
    email = models.CharField(unique=True, max_length=190)
    role = models.CharField(max_length=10)
    phone = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=60)
    base_name = models.CharField(max_length=120)
    base_latitude = models.FloatField(blank=True, null=True)
    base_longitude = models.FloatField(blank=True, null=True)
    is_active = models.BooleanField()
    is_demo = models.BooleanField()
    joined_at = models.DateTimeField()
    manager_id = models.BigIntegerField(blank=True, null=True)
    team_id = models.BigIntegerField(blank=True, null=True)
    calendar_id = models.BigIntegerField(blank=True, null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects: BaseUserManager[User] = BaseUserManager()

    class Meta:
        managed = False
        db_table = "people_user"

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    id = models.BigAutoField(primary_key=True)
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100)
    postcode = models.CharField(max_length=20)
    country = models.CharField(max_length=60)
    latitude = models.FloatField(blank=True, null=True)
    longitude = models.FloatField(blank=True, null=True)
    short_name = models.CharField(max_length=80)
    annual_turnover = models.DecimalField(max_digits=16, decimal_places=2, blank=True, null=True)
    employees = models.IntegerField(blank=True, null=True)
    brand = models.CharField(max_length=120)
    registered_capital = models.DecimalField(max_digits=16, decimal_places=2, blank=True, null=True)
    main_customers = models.TextField()
    strength = models.TextField()
    handling_department = models.CharField(max_length=120)
    products_bought = models.TextField()
    annual_consumption = models.DecimalField(max_digits=16, decimal_places=3, blank=True, null=True)
    consumption_unit = models.CharField(max_length=20)
    delivery_method = models.CharField(max_length=120)
    has_storage = models.BooleanField(blank=True, null=True)
    storage_capacity = models.CharField(max_length=80)
    bank = models.CharField(max_length=120)
    incumbent = models.CharField(max_length=160)
    incumbent_loyalty = models.CharField(max_length=4)
    birth_date = models.DateField(blank=True, null=True)
    birth_year = models.SmallIntegerField(blank=True, null=True)
    occupation = models.CharField(max_length=120)
    employer = models.CharField(max_length=160)
    position = models.CharField(max_length=120)
    best_time_to_call = models.CharField(max_length=120)
    place_of_origin = models.CharField(max_length=120)
    interests = models.TextField()
    personality = models.CharField(max_length=200)
    favourite_sport = models.CharField(max_length=120)
    payment_behaviour = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    number = models.CharField(unique=True, max_length=40)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40)
    mobile = models.CharField(max_length=40)
    email = models.CharField(max_length=190)
    messenger = models.CharField(max_length=80)
    website = models.CharField(max_length=200)
    credit_standing = models.CharField(max_length=120)
    introducer_note = models.CharField(max_length=160)
    custom = models.JSONField()
    completeness = models.SmallIntegerField()
    verified_on = models.DateField(blank=True, null=True)
    archived_at = models.DateTimeField(blank=True, null=True)
    search_text = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    introducer_id = models.BigIntegerField(blank=True, null=True)
    introducer_contact_id = models.BigIntegerField(blank=True, null=True)
    introducer_colleague_id = models.BigIntegerField(blank=True, null=True)
    merged_into_id = models.BigIntegerField(blank=True, null=True)
    last_touch_on = models.DateField(blank=True, null=True)
    last_visit_on = models.DateField(blank=True, null=True)
    owner = models.ForeignKey(User, models.DO_NOTHING, blank=True, null=True)
    team_id = models.BigIntegerField(blank=True, null=True)
    territory_id = models.BigIntegerField(blank=True, null=True)
    industry_id = models.BigIntegerField(blank=True, null=True)

    class Meta:
        managed = False
        db_table = "customers_customer"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customer", args=[self.pk])


class Account(models.Model):
    id = models.BigAutoField(primary_key=True)
    opened_on = models.DateField()
    closed_on = models.DateField(blank=True, null=True)
    tier = models.CharField(max_length=1)
    sales = models.DecimalField(max_digits=18, decimal_places=4)
    last_order_on = models.DateField(blank=True, null=True)
    cadence_days = models.SmallIntegerField(blank=True, null=True)
    visit_minutes = models.SmallIntegerField(blank=True, null=True)
    visit_weekdays = models.CharField(max_length=7)
    visit_from = models.TimeField(blank=True, null=True)
    visit_until = models.TimeField(blank=True, null=True)
    preferred_channel = models.CharField(max_length=8)
    preferred_time = models.CharField(max_length=120)
    buying_habits = models.TextField()
    delivery_needs = models.TextField()
    payment_days = models.SmallIntegerField(blank=True, null=True)
    supply_priority = models.CharField(max_length=6)
    distance_km = models.FloatField(blank=True, null=True)
    distance_band = models.CharField(max_length=6)
    customer = models.OneToOneField(Customer, models.DO_NOTHING)
    currency_id = models.CharField(max_length=3, blank=True, null=True)
    computed_tier = models.CharField(max_length=1)

    class Meta:
        managed = False
        db_table = "accounts_account"

    def __str__(self) -> str:
        return str(self.customer)

    def get_absolute_url(self) -> str:
        return reverse("account", args=[self.pk])


class Order(models.Model):
    id = models.BigAutoField(primary_key=True)
    number = models.CharField(unique=True, max_length=40)
    date = models.DateField()
    kind = models.CharField(max_length=6)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    net = models.DecimalField(max_digits=18, decimal_places=4)
    net_base = models.DecimalField(max_digits=18, decimal_places=4)
    created_at = models.DateTimeField()
    account = models.ForeignKey(Account, models.DO_NOTHING)
    currency_id = models.CharField(max_length=3, blank=True, null=True)
    rep = models.ForeignKey(User, models.DO_NOTHING, blank=True, null=True)
    returns_id = models.BigIntegerField(blank=True, null=True)

    class Meta:
        managed = False
        db_table = "accounts_order"

    def __str__(self) -> str:
        return self.number
