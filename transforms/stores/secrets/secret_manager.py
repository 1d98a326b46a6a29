"""The one seam to Google Secret Manager."""

from __future__ import annotations

from google.api_core.exceptions import GoogleAPICallError, NotFound, PermissionDenied
from google.cloud import secretmanager

from transforms.core.errors import OptionsError, StoreError


def read_secret(
    version: str, client: secretmanager.SecretManagerServiceClient | None = None
) -> bytes:
    """Returns the payload of a secret's version, `projects/P/secrets/S/versions/V`.

    Raises:
        OptionsError: there is no such version, or this account may not read it.
        StoreError: the service failed.
    """
    try:
        client = client or secretmanager.SecretManagerServiceClient()
        payload = client.access_secret_version(name=version).payload.data
    except (NotFound, PermissionDenied) as error:
        raise OptionsError(
            f"--surrogate-key-secret: {type(error).__name__}: name an existing version, and give "
            "the workers' account the role Secret Manager Secret Accessor"
        ) from None
    except GoogleAPICallError as error:
        raise StoreError(f"Secret Manager failed: {type(error).__name__}") from None
    return bytes(payload)
