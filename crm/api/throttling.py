"""How much one person, or one address that is not logged in, may ask."""

from __future__ import annotations

from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class PersonRate(UserRateThrottle):
    """Requests of a person, over all their tokens; of an address before log-in. Setting: API_RATE."""

    scope = "person"


class LogInRate(AnonRateThrottle):
    """Log-ins from one address, whoever they are for. Setting: API_LOGIN_RATE."""

    scope = "login"
