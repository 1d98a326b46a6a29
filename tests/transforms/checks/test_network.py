"""IP addresses and URLs with credentials; every value is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

PW = "k3Tz" + "91pQ"
ADDRESS_HITS = [
    "from «81.23.145.7»:443",
    "client «10.11.12.13» connected",
    "ip «8.8.4.4»",
    "«172.20.31.4»/16",
    "HOST=${DEPLOY_HOST:-«26.90.17.233»}",
    "${HOST-«26.90.17.233»} ${HOST:=«26.90.17.233»} ${DEV:-«26.90.17.233»}",
    "server «81.23.145.7» and server=«81.23.145.7»",
    "dev: «81.23.145.7», srv «81.23.145.8»",
    "我电脑IP是«5.6.7.8»",
    "«2a0b:d121:c58:9687::4»",
    "[«2a0b:d121::4»]:80",
    "«fe80::204:61ff:fe9d:f156%eth0»",
    "«::ffff:81.23.145.7»",
    "«2A0B:0:0:1:2:3:4:5»",
    "my IP is «127.0.0.1», says the router",
    "my ip: «::1»",
    "IPv6 address: «2001:db8::7»",
    "ip «192.0.2.17» and ips «10.0.0.0/8»",
    "我电脑的V6地址是«1::1»",
]
ADDRESS_MISSES = [
    "127.0.0.1, 0.0.0.0, 255.255.255.0, 255.255.255.255",
    "192.0.2.17, 198.51.100.3, 203.0.113.200, 198.18.3.4",
    "version 81.23.145.7",
    "${VERSION:-26.90.17.233}",
    "${HOST:-127.0.0.1}",
    "app-26.90.17.233.jar, lib-26.90.17.233",
    "HOST:-26.90.17.233 and 1-26.90.17.233",
    "ver 81.23.145.7, rev: 81.23.145.7, build=81.23.145.7",
    "pip install thing==12.23.45.67",
    "v10.20.30.40",
    "1.2.3.4 is the section",
    "81.23.145.7.9 and 1.81.23.145.7",
    "300.168.11.12, 192.168.11.256",
    "the network 81.23.0.0/16",
    "oid 1.3.101.112",
    "::1 and :: and 2001:db8::7",
    "12:30:45",
    "aa:bb:cc:dd:ee:ff and 00:11:22:33:44:55:66:77",
    "std::cout << a[1::2]; abc::def::fed",
    "::ffff:127.0.0.1",
    "169.254.169.254",
    "client=203.0.113.9 host 192.0.2.10 server 127.0.0.1",
    '{"ip": "127.0.0.1", "id": 3}',
    "my IP is 198.18.4.7, my IPv6 2001:db8::c0de",
    "ip: 256.1.1.1 and ip 1.1.1.1.1",
    "addresses that are reserved: 192.0.2.1",
]
URL_HITS = [
    f"«postgres://mira:{PW}@db6.kelora.net:5432/app»",
    f'url = "«mongodb+srv://mira:{PW}@c0.kelora.net/?w=1»"',
    f"git clone «https://mira:{PW}@git.kelora.net/x.git» .",
    f"«redis://:{PW}@10.1.2.3:6379/0»",
    f"«amqp://worker:{PW}@localhost:5672/»",
    f"see «ftp://mira:{PW}@ftp.kelora.net/in».",
]
URL_MISSES = [
    "postgres://user:password@db.kelora.net/app",
    "postgres://${USER}:${PASSWORD}@db.kelora.net/app",
    f"https://mira:{PW}@db.example.com/app",
    "https://kelora.net:8080/a@b",
    "postgres://postgres:postgres@localhost/app",
    "https://user:<token>@git.kelora.net/x",
    "https://kelora.net/a:b@c",
    "mongodb://%s:%s@c0.kelora.net",
]


@pytest.mark.parametrize("row", ADDRESS_HITS)
def test_an_address_of_a_host_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", ADDRESS_MISSES)
def test_what_is_no_hosts_address_stays(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", URL_HITS)
def test_a_url_with_credentials_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", URL_MISSES)
def test_a_url_without_a_secret_stays(row: str) -> None:
    assert marked(row, "URL_WITH_CREDENTIALS", "DB_CONNECTION_STRING", "EMAIL_ADDRESS") == row


def test_each_table_has_as_many_near_misses_as_hits() -> None:
    assert len(ADDRESS_MISSES) >= len(ADDRESS_HITS)
    assert len(URL_MISSES) >= len(URL_HITS)
