"""The surrogate key from Secret Manager: a real client against a service of ours on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest
from google.cloud import secretmanager_v1

from tests.servers import secrets
from tests.servers.secrets import Service
from transforms.core.errors import GdrError, OptionsError, StoreError
from transforms.stores.secrets.secret_manager import read_secret

NAME = "projects/p/secrets/surrogates/versions/3"
VALUE = b"an invented key of 32 characters"


@pytest.fixture
def service() -> Iterator[Service]:
    with secrets.serving({NAME: VALUE}) as running:
        yield running


@pytest.fixture
def client(service: Service) -> secretmanager_v1.SecretManagerServiceClient:
    assert service.client is not None
    return service.client


def test_the_payload_of_a_version_is_the_key(
    service: Service, client: secretmanager_v1.SecretManagerServiceClient
) -> None:
    assert read_secret(NAME, client) == VALUE
    assert service.asked == [NAME]


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (grpc.StatusCode.NOT_FOUND, OptionsError, "--surrogate-key-secret: NotFound"),
        (grpc.StatusCode.PERMISSION_DENIED, OptionsError, "Secret Accessor"),
        (grpc.StatusCode.FAILED_PRECONDITION, StoreError, "FailedPrecondition"),  # disabled
        (grpc.StatusCode.INTERNAL, StoreError, "Secret Manager failed: InternalServerError"),
    ],
)
def test_a_refusal_is_told_by_its_type_and_never_by_its_text(
    service: Service,
    client: secretmanager_v1.SecretManagerServiceClient,
    status: grpc.StatusCode,
    kind: type[GdrError],
    said: str,
) -> None:
    service.status = status
    with pytest.raises(kind, match=said) as raised:
        read_secret(NAME, client)
    assert VALUE.decode() not in str(raised.value)
    assert raised.value.__suppress_context__


def test_another_version_is_not_found(client: secretmanager_v1.SecretManagerServiceClient) -> None:
    with pytest.raises(OptionsError, match="name an existing version"):
        read_secret(NAME.replace("/3", "/4"), client)
