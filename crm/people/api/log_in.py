"""Log in for a token, log out by giving it back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.api.describing import extend_schema
from crm.api.models import ApiToken
from crm.api.throttling import LogInRate, PersonRate
from crm.people.authentication import PersonTokenAuthentication
from crm.people.services.tokens import MAX_NAME, create_token, revoke_token


class LockedOut(APIException):
    """Too many wrong passwords."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = _("Too many wrong attempts. Wait a quarter of an hour and try again.")
    default_code = "locked_out"


class WrongLogIn(APIException):
    """E-mail and password do not belong together, or the log-in is closed: which, nobody is told."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("This e-mail and password do not belong together.")
    default_code = "authentication_failed"


class LogInSerializer(serializers.Serializer[Any]):
    """E-mail and password, and the name of the program."""

    email = serializers.EmailField(max_length=190)
    password = serializers.CharField(max_length=200, trim_whitespace=False, write_only=True)
    name = serializers.CharField(
        max_length=MAX_NAME,
        default="API",
        help_text="The program's name; logging in again by it replaces its earlier token.",
    )


class TokenSerializer(serializers.Serializer[Any]):
    """A token as it is shown once."""

    token = serializers.CharField(help_text="To be sent as `Authorization: Token …`; it is not shown again.")
    name = serializers.CharField()
    user = serializers.IntegerField()


class LogIn(APIView):
    """Tokens for programs that know their person's password."""

    permission_classes = (AllowAny,)
    throttle_classes = (LogInRate, PersonRate)
    http_method_names = ("post", "delete", "options")

    def get_authenticators(self) -> list[Any]:
        """A log-in looks at no token: one that does not count any more must not stand in its way."""
        method = getattr(self.request, "method", "POST") if getattr(self, "request", None) else "POST"
        return [PersonTokenAuthentication()] if method == "DELETE" else []

    @extend_schema(request=LogInSerializer, responses={201: TokenSerializer}, operation_id="token_create")
    def post(self, request: Request) -> Response:
        """Log in: get a token for e-mail and password.

        Wrong passwords lock the log-in for a while, as on the log-in page.
        """
        given = LogInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        person = authenticate(request, username=values["email"].lower(), password=values["password"])
        if person is None:
            if getattr(request, "axes_locked_out", False):
                raise LockedOut
            raise WrongLogIn
        token, key = create_token(by=person, name=values["name"], replace=True)
        return Response({"token": key, "name": token.name, "user": person.pk}, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None}, operation_id="token_destroy")
    def delete(self, request: Request) -> Response:
        """Log out: the token that this request is sent with stops counting."""
        if not isinstance(request.auth, ApiToken):
            raise NotAuthenticated
        revoke_token(token=request.auth)
        return Response(status=status.HTTP_204_NO_CONTENT)
