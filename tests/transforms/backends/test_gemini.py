"""The seam to the SDK: connections of our own, and a config that is read and copied quickly."""

from __future__ import annotations

import asyncio
import os
from urllib.request import getproxies

import pytest
from google.genai import types  # noqa: TID251 - what ours is compared with

from tests.asking import KEY, at
from tests.servers.gemini import Config, Fault, serving
from transforms import backends
from transforms.backends import gemini as seam
from transforms.core.calling.replies import Call, End, Turn
from transforms.core.calling.settings import ModelSettings
from transforms.core.surrogates.engine import SurrogateEngine

CALL = Call("m", "Do.", (Turn("user", "a"),))


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_proxies_of_the_environment_are_used_where_there_are_any(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    if proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
    assert bool(getproxies()) == bool(proxy)

    async def main() -> End:
        settings = ModelSettings(models=("m",))
        context = backends.Context(SurrogateEngine(b"key"), settings)
        service = seam.build(context)
        try:
            return (await service.call(CALL)).end
        finally:
            await service.close()
            await service.close()

    with serving(Config()) as server, at(server, GEMINI_API_KEY=KEY):
        assert asyncio.run(main()) is (End.CUT if proxy else End.ANSWERED)
        assert server.counts()["calls"] == (0 if proxy else 1)


def test_a_config_says_what_the_sdks_says_and_is_not_copied_with_its_body() -> None:
    config = seam._config(CALL)
    plain = types.GenerateContentConfig(**{
        name: getattr(config, name) for name in types.GenerateContentConfig.model_fields
    })  # fmt: skip
    assert config.model_dump() == plain.model_dump()
    assert not [name for name in types.GenerateContentConfig.model_fields if name in plain]
    copied = config.model_copy(deep=True)
    assert copied is not config
    assert copied.http_options is config.http_options
    copied.tools = []
    assert config.tools is None


def test_connections_are_used_again() -> None:
    async def main() -> None:
        settings = ModelSettings(models=("m",))
        service = seam.build(backends.Context(SurrogateEngine(b"key"), settings))
        for _ in range(3):
            await service.call(CALL)
        await service.close()

    cut = Fault(kind="status:500", attempts=(2,))
    with serving(Config(faults=(cut,))) as server, at(server):
        asyncio.run(main())
        assert server.counts()["connections"] == 1
