"""A token of each issuer, as its documentation describes it, and near-misses of each.

Tokens are drawn by a hash here, so that none stands in the source. In the templates `{h32}` is 32
lower-case hexadecimal digits; see `ALPHABETS` for the others.
"""

from __future__ import annotations

import re
import string

import pytest

from tests.transforms.checks.rows import CHECK
from transforms.checks.pii.issuers import OTHER_TOKENS
from transforms.core.surrogates.draw import Draw

ALNUM = string.ascii_letters + string.digits
ALPHABETS = {
    "h": "0123456789abcdef",
    "n": ALNUM,
    "w": ALNUM + "_-",
    "b": ALNUM + "+/",
    "a": string.ascii_letters,
    "d": string.digits,
    "l": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "B": string.ascii_uppercase + "234567",
    "e": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "p": string.ascii_lowercase + string.digits + "!@#$%^&*(_=+)-",
}
TEMPLATES = """
dop_v1_{h64} doo_v1_{h64} dor_v1_{h64} shpat_{h32} shpca_{h32} shppa_{h32} shpss_{h32}
sq0atp-{w22} sq0csp-{w43} EAAA{w60} EAACEdEose0cBA{n60} ya29.{w68} 1//0{w60} dapi{h32} dapi{h32}-2
rubygems_{h48} dckr_pat_{w27} dckr_oat_{w32} hvs.{w90} hvb.{w140} hvr.{w90} s.CAES{w90}
lin_api_{n40} ntn_{n46} PMAK-{h24}-{h34} NRAK-{U27} NRAA-{h27} NRRA-{h42} NRIQ-{w32} NRII-{w32}
NRJS-{h19} glsa_{n32}_{h8} glc_{b120} eyJrIjoi{b80} pul-{h40} figd_{n40} AGE-SECRET-KEY-1{e58}
sntrys_{b120} sntryu_{h64} nfp_{n40} xkeysib-{h64}-{n16} pscale_tkn_{n43} pscale_pw_{n43}
CFPAT-{w43} AKCp{n69} dt0c01.{U24}.{U64} LTAI{n20} ATATT3xFfGF0{w180} ATBB{n32} EZAK{n54}
aio_{n28} oy2{l43} cio{n32} phc_{n43} phx_{n43} dp.pt.{n43} dp.st.dev.{n43} sgp_{h16}_{h40}
sgp_local_{h40} squ_{h40} sqp_{h40} tvly-{n32} fc-{h32} ops_eyJ{w300} dp.ct.{n43} dp.sa.{n43}
dp.scim.{n43} dp.audit.{n43} odt_{n32} fm2_{b120} fm1r_{b120} fm1a_{b120} secret-token:{n40}
pk.eyJ{w80}.{w22} sk.eyJ{w80}.{w22} tk.eyJ{w80}.{w22} key-{h32} hawk.{w20}.{w20} 00D{n15}!{n96}
live_{d9}_{n30} api_org_{a34} HRKU-AA{w58} A3-{U6}-{U11}-{U5}-{U5}-{U5} 4b1d{n38} EAAM{n90}
EAAC{n90} s-s4t2ud-{h64} s-s4t2af-{h64} ABSK{b132} bedrock-api-key-{b120} rk_prod_{n24}
sk_prod_{n24} A3T{B17} django-insecure-{p50} eyJ0eXAiOiAiVENWMiJ9.{w36}.{w48}
SharedAccessSignature={n60}
AKIA{B16} ASIA{B16} ABIA{B16} ACCA{B16} AIza{n35} ghp_{n36} gho_{n36} ghu_{n36} ghs_{n36} ghr_{n36}
github_pat_{n22}_{n59} glpat-{n20} gldt-{n20} glrt-{n20} glcbt-{n20} glptt-{h40} glft-{n20}
glsoat-{n20} glagent-{n50} glimt-{n25} gloas-{n64} GR1348941{n20} xoxb-{d12}-{d13}-{n24}
xoxp-{d12}-{d12}-{d12}-{h32} xoxa-2-{d12}-{d12}-{n24} xoxe-1-{n140} xapp-1-{U11}-{d13}-{h64}
sk_live_{n24} rk_live_{n24} sk_test_{n24} rk_test_{n24} whsec_{b32} AC{h32} SK{h32} SG.{n22}.{n43}
npm_{n36} pypi-AgE{n100} sk-ant-api03-{n95} sk-proj-{n64} sk-svcacct-{n64} sk-admin-{n64}
sk-or-v1-{h64} hf_{a34} gsk_{n52} xai-{n80} r8_{n37} pplx-{n48} jina_{h32}{n28} GOCSPX-{n28}
{n76}AZDO{n4} {n14}.atlasv1.{n67} {h32}-us12 {d9}-{l32}.apps.googleusercontent.com
"""
EVERY = TEMPLATES.split()
_SLOT = re.compile(r"\{([a-zA-Z])(\d+)\}")


def made(template: str, seed: str = "") -> str:
    """The template with drawn characters."""
    draw = Draw(f"{template} {seed}".encode())
    return _SLOT.sub(lambda slot: draw.text(ALPHABETS[slot[1]], int(slot[2])), template)


def covered(text: str) -> str:
    """What a check finds in a text, from its first place to its last."""
    found = CHECK.find([text])
    return text[found[0].start : found[-1].end] if found else ""


@pytest.mark.parametrize("template", EVERY)
def test_an_issuers_token_is_found_whole(template: str) -> None:
    token = made(template)
    assert covered(f"use {token} here") == token


@pytest.mark.parametrize("template", EVERY)
def test_a_placeholder_for_one_is_none(template: str) -> None:
    assert covered("use " + _SLOT.sub(lambda slot: "x" * int(slot[2]), template) + " here") == ""


@pytest.mark.parametrize("template", EVERY)
def test_what_is_too_short_for_one_is_none(template: str) -> None:
    cut = _SLOT.sub(lambda slot: f"{{{slot[1]}{max(1, int(slot[2]) // 8)}}}", template)
    assert covered(f"use {made(cut)} here") == ""


def test_the_table_has_every_issuer() -> None:
    prefixes = {prefix for prefix, _, _ in OTHER_TOKENS}
    assert sorted(p for p in prefixes if not any(t.startswith(p) for t in EVERY)) == []
