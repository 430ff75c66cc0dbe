"""What the API keeps: answers to requests sent twice, and keys of programs."""

from crm.api.models.idempotent_request import KEY_LENGTH, IdempotentRequest
from crm.api.models.token import ApiToken, digest_of, new_key

__all__ = ["KEY_LENGTH", "ApiToken", "IdempotentRequest", "digest_of", "new_key"]
