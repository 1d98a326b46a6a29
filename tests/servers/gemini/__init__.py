"""A Gemini on loopback: Google's JSON over HTTP/1.1, with quotas, faults and a scripted model.

    with serving(Config(latency_s=0.2)) as gemini:      # in a thread of this process
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        ...
        assert gemini.counts()["calls"] == 500

    with running(Config(latency_s=0.2)) as gemini:      # in a process of its own: benchmarks
        ...

`python -m tests.servers.gemini --port 8080 --config config.json` runs it alone; GET /_counts and
/_log, POST /_reset and /_config steer it. What can be asked of it stands in config.py.
"""

from tests.servers.gemini.config import Config, Fault, Latency, Quota, Script, Served
from tests.servers.gemini.server import Running, Serving, running, serving

__all__ = [
    "Config",
    "Fault",
    "Latency",
    "Quota",
    "Running",
    "Script",
    "Served",
    "Serving",
    "running",
    "serving",
]
