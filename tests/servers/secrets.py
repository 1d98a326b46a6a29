"""A Secret Manager on loopback: Google's real client against a gRPC service of ours.

with secrets.serving({"projects/p/secrets/s/versions/3": b"value"}) as service:
    read_secret("projects/p/secrets/s/versions/3", service.client)
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from concurrent import futures
from dataclasses import dataclass, field

import grpc
from google.cloud import secretmanager_v1
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

_NAME = "google.cloud.secretmanager.v1.SecretManagerService"


@dataclass
class Service:
    """Answers `AccessSecretVersion` with a version's value, or with the status it is told.

    Attributes:
        values: by name of the version.
        address: host:port.
        client: a client of it.
        status: answered to everything; None for none.
        asked: names, in order.
    """

    values: Mapping[str, bytes]
    address: str = ""
    client: secretmanager_v1.SecretManagerServiceClient | None = None
    status: grpc.StatusCode | None = None
    asked: list[str] = field(default_factory=list)

    def access(
        self, request: secretmanager_v1.AccessSecretVersionRequest, context: grpc.ServicerContext
    ) -> secretmanager_v1.AccessSecretVersionResponse:
        self.asked.append(request.name)
        if self.status is not None:
            told = b" ".join(self.values.values()).decode()
            context.abort(self.status, f"no, and this names the secret: {told}")
        if request.name not in self.values:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such version")
        payload = secretmanager_v1.SecretPayload(data=self.values[request.name])
        return secretmanager_v1.AccessSecretVersionResponse(name=request.name, payload=payload)


@contextlib.contextmanager
def serving(values: Mapping[str, bytes]) -> Iterator[Service]:
    """The service with these versions, until the block ends."""
    service = Service(values)
    handler = grpc.unary_unary_rpc_method_handler(
        service.access,
        request_deserializer=secretmanager_v1.AccessSecretVersionRequest.deserialize,
        response_serializer=secretmanager_v1.AccessSecretVersionResponse.serialize,
    )
    server = grpc.server(futures.ThreadPoolExecutor(1))
    handlers = {"AccessSecretVersion": handler}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_NAME, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    service.address = f"127.0.0.1:{port}"
    with grpc.insecure_channel(service.address) as channel:
        transport = SecretManagerServiceGrpcTransport(channel=channel)
        service.client = secretmanager_v1.SecretManagerServiceClient(transport=transport)
        yield service
    server.stop(None).wait()
