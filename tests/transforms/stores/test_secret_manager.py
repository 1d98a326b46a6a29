"""The surrogate key from Secret Manager: a real client against a service of ours on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from dataclasses import dataclass, field

import grpc
import pytest
from google.cloud import secretmanager_v1
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from transforms.core.errors import GdrError, OptionsError, StoreError
from transforms.stores.secrets.secret_manager import read_secret

NAME = "projects/p/secrets/surrogates/versions/3"
VALUE = b"an invented key of 32 characters"


@dataclass
class Service:
    """Answers `AccessSecretVersion` with `VALUE` for `NAME`, or with the status it is told."""

    status: grpc.StatusCode | None = None
    asked: list[str] = field(default_factory=list)

    def access(
        self, request: secretmanager_v1.AccessSecretVersionRequest, context: grpc.ServicerContext
    ) -> secretmanager_v1.AccessSecretVersionResponse:
        self.asked.append(request.name)
        if self.status is not None:
            context.abort(self.status, f"no, and this names the secret: {VALUE.decode()}")
        if request.name != NAME:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such version")
        payload = secretmanager_v1.SecretPayload(data=VALUE)
        return secretmanager_v1.AccessSecretVersionResponse(name=NAME, payload=payload)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def client(service: Service) -> Iterator[secretmanager_v1.SecretManagerServiceClient]:
    handler = grpc.unary_unary_rpc_method_handler(
        service.access,
        request_deserializer=secretmanager_v1.AccessSecretVersionRequest.deserialize,
        response_serializer=secretmanager_v1.AccessSecretVersionResponse.serialize,
    )
    server = grpc.server(futures.ThreadPoolExecutor(1))
    name = "google.cloud.secretmanager.v1.SecretManagerService"
    handlers = {"AccessSecretVersion": handler}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        transport = SecretManagerServiceGrpcTransport(channel=channel)
        yield secretmanager_v1.SecretManagerServiceClient(transport=transport)
    server.stop(None).wait()


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
