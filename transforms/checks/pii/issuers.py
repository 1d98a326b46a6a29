"""Tokens of issuers that the taxonomy has no category for; they are found as API_KEY_GENERIC."""

from __future__ import annotations

import hashlib

from transforms.core.surrogates.listing import listed

OTHER_TOKENS = (
    ("dop_v1_", "[a-f0-9]{64}", "DigitalOcean API reference"),
    ("doo_v1_", "[a-f0-9]{64}", "DigitalOcean API reference"),
    ("dor_v1_", "[a-f0-9]{64}", "DigitalOcean API reference"),
    ("shpat_", "[A-Fa-f0-9]{32}", "Shopify, access token prefixes"),
    ("shpca_", "[A-Fa-f0-9]{32}", "Shopify, access token prefixes"),
    ("shppa_", "[A-Fa-f0-9]{32}", "Shopify, access token prefixes"),
    ("shpss_", "[A-Fa-f0-9]{32}", "Shopify, access token prefixes"),
    ("sq0atp-", "[A-Za-z0-9_-]{22}", "Square access tokens"),
    ("sq0csp-", "[A-Za-z0-9_-]{43}", "Square OAuth secrets"),
    ("EAAA", "[A-Za-z0-9_-]{60}", "Square access tokens"),
    ("EAACEdEose0cBA", "[A-Za-z0-9]{20,300}+", "Facebook access tokens"),
    ("ya29.", "[A-Za-z0-9_-]{30,500}+", "Google OAuth 2.0 access tokens"),
    ("1//0", "[A-Za-z0-9_-]{40,120}+", "Google OAuth 2.0 refresh tokens"),
    ("dapi", "[a-f0-9]{32}(?:-[0-9])?", "Databricks personal access tokens"),
    ("rubygems_", "[a-f0-9]{48}", "RubyGems API keys"),
    ("dckr_pat_", "[A-Za-z0-9_-]{27}", "Docker personal access tokens"),
    ("dckr_oat_", "[A-Za-z0-9_-]{32}", "Docker organisation access tokens"),
    ("hvs.", "[A-Za-z0-9_-]{24,300}+", "Vault service tokens"),
    ("hvb.", "[A-Za-z0-9_-]{24,300}+", "Vault batch tokens"),
    ("hvr.", "[A-Za-z0-9_-]{24,300}+", "Vault recovery tokens"),
    ("s.CAES", "[A-Za-z0-9_-]{60,300}+", "Vault service tokens before 1.10, Enterprise"),
    ("lin_api_", "[A-Za-z0-9]{40}", "Linear API keys"),
    ("ntn_", "[A-Za-z0-9]{43,50}+", "Notion integration tokens"),
    ("PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}", "Postman API keys"),
    ("NRAK-", "[A-Z0-9]{27}", "New Relic user keys"),
    ("NRAA-", "[a-f0-9]{27}", "New Relic admin keys"),
    ("NRRA-", "[a-f0-9]{42}", "New Relic REST keys"),
    ("NRIQ-", "[A-Za-z0-9_-]{32}", "New Relic query keys"),
    ("NRII-", "[A-Za-z0-9_-]{32}", "New Relic insights keys"),
    ("NRJS-", "[a-f0-9]{19}", "New Relic browser keys"),
    ("glsa_", "[A-Za-z0-9]{32}_[a-fA-F0-9]{8}", "Grafana service account tokens"),
    ("glc_", "[A-Za-z0-9+/]{32,400}+={0,2}", "Grafana Cloud tokens"),
    ("eyJrIjoi", "[A-Za-z0-9+/]{40,200}+={0,2}", "Grafana API keys"),
    ("pul-", "[a-f0-9]{40}", "Pulumi access tokens"),
    ("figd_", "[A-Za-z0-9_-]{40,50}+", "Figma personal access tokens"),
    ("AGE-SECRET-KEY-1", "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", "age, Bech32 (BIP 173)"),
    ("sntrys_", "[A-Za-z0-9+/=_]{60,300}+", "Sentry organisation tokens"),
    ("sntryu_", "[a-f0-9]{64}", "Sentry user tokens"),
    ("nfp_", "[A-Za-z0-9]{36,60}+", "Netlify personal access tokens"),
    ("xkeysib-", "[a-f0-9]{64}-[A-Za-z0-9]{16}", "Brevo API keys"),
    ("pscale_tkn_", "[A-Za-z0-9=._-]{32,64}+", "PlanetScale service tokens"),
    ("pscale_pw_", "[A-Za-z0-9=._-]{32,64}+", "PlanetScale passwords"),
    ("CFPAT-", "[A-Za-z0-9_-]{43}", "Contentful personal access tokens"),
    ("AKCp", "[A-Za-z0-9]{69}", "Artifactory API keys"),
    ("dt0c01.", r"[A-Z0-9]{24}\.[A-Z0-9]{64}", "Dynatrace token format"),
    ("LTAI", "[A-Za-z0-9]{16,20}+", "Alibaba Cloud AccessKey IDs"),
    ("ATATT3xFfGF0", "[A-Za-z0-9_=-]{150,220}+", "Atlassian API tokens"),
    ("ATBB", "[A-Za-z0-9]{32}", "Bitbucket app passwords"),
    ("EZAK", "[A-Za-z0-9]{54}", "EasyPost API keys"),
    ("aio_", "[A-Za-z0-9]{28}", "Adafruit IO keys"),
    ("oy2", "[a-z0-9]{43}", "NuGet API keys"),
    ("cio", "[A-Za-z0-9]{32}", "crates.io API tokens"),
    ("phc_", "[A-Za-z0-9]{43}", "PostHog project keys"),
    ("phx_", "[A-Za-z0-9]{43,50}+", "PostHog personal keys"),
    ("dp.pt.", "[A-Za-z0-9]{40,44}+", "Doppler tokens"),
    ("dp.st.", "(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}+", "Doppler tokens"),
    ("sgp_", "(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}", "Sourcegraph access tokens"),
    ("squ_", "[a-f0-9]{40}", "SonarQube user tokens"),
    ("sqp_", "[a-f0-9]{40}", "SonarQube project tokens"),
    ("tvly-", "[A-Za-z0-9-]{20,40}+", "Tavily API keys"),
    ("fc-", "[a-f0-9]{32}", "Firecrawl API keys"),
    ("ops_eyJ", "[A-Za-z0-9+/_-]{200,2000}+={0,2}", "1Password service account tokens"),
    ("dp.ct.", "[A-Za-z0-9]{40,44}+", "Doppler tokens"),
    ("dp.sa.", "[A-Za-z0-9]{40,44}+", "Doppler tokens"),
    ("dp.scim.", "[A-Za-z0-9]{40,44}+", "Doppler tokens"),
    ("dp.audit.", "[A-Za-z0-9]{40,44}+", "Doppler tokens"),
    ("odt_", "[A-Za-z0-9]{32,48}+", "Dependency-Track API keys"),
    ("fm2_", "[A-Za-z0-9+/=,_-]{80,2000}+", "Fly.io access tokens"),
    ("fm1r_", "[A-Za-z0-9+/=,_-]{80,2000}+", "Fly.io access tokens"),
    ("fm1a_", "[A-Za-z0-9+/=,_-]{80,2000}+", "Fly.io access tokens"),
    ("secret-token:", r"[A-Za-z0-9_.~%-]{16,200}+", "RFC 8959"),
    ("pk.eyJ", r"[A-Za-z0-9_-]{40,120}+\.[A-Za-z0-9_-]{20,40}+", "Mapbox access tokens"),
    ("sk.eyJ", r"[A-Za-z0-9_-]{40,120}+\.[A-Za-z0-9_-]{20,40}+", "Mapbox secret tokens"),
    ("tk.eyJ", r"[A-Za-z0-9_-]{40,120}+\.[A-Za-z0-9_-]{20,40}+", "Mapbox temporary tokens"),
    ("key-", "[a-f0-9]{32}", "Mailgun API keys"),
    ("hawk.", r"[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20}", "StackHawk API keys"),
    ("00D", r"[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,140}+", "Salesforce session ids"),
    ("live_", "[0-9]{6,12}_[A-Za-z0-9]{30}", "Twitch stream keys"),
    ("api_org_", "[A-Za-z]{34}", "Hugging Face organisation tokens"),
    ("HRKU-AA", "[A-Za-z0-9_-]{58}", "Heroku API keys"),
    ("A3-", "[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}", "1Password"),
    ("4b1d", "[A-Za-z0-9]{38}", "ClickHouse Cloud, API secret keys"),
    ("EAAM", "[A-Za-z0-9]{60,300}+", "Facebook page access tokens"),
    ("EAAC", "[A-Za-z0-9]{60,300}+", "Facebook page access tokens"),
    ("s-s4t2ud-", "[a-f0-9]{64}", "42 Intra, API client secrets"),
    ("s-s4t2af-", "[a-f0-9]{64}", "42 Intra, API client secrets"),
    ("ABSK", "[A-Za-z0-9+/]{109,269}+={0,2}", "Amazon Bedrock, long-term API keys"),
    ("bedrock-api-key-", "[A-Za-z0-9+/]{40,4000}+={0,2}", "Amazon Bedrock, short-term API keys"),
    ("rk_prod_", "[A-Za-z0-9]{16,250}+", "Stripe, restricted keys"),
    ("sk_prod_", "[A-Za-z0-9]{16,250}+", "Stripe, API keys"),
    ("A3T", "[A-Z0-9]{17}", "AWS IAM, unique identifiers"),
    ("django-insecure-", r"[a-z0-9!@\#$%^&*(_=+)-]{50}", "Django, startproject: SECRET_KEY"),
    (
        "eyJ0eXAiOiAiVENWMiJ9.",
        r"[A-Za-z0-9_-]{36}\.[A-Za-z0-9_-]{48}",
        "TeamCity, permanent access tokens",
    ),
    ("SharedAccessSignature=", "[A-Za-z0-9%&=/+._-]{40,500}+", "Azure shared access signatures"),
)
"""Prefix, pattern of the rest, and where the issuer defines it."""

PUBLISHED = frozenset(
    listed(
        "0b476bdf9acf2123 2037abcaffb2b777 27a9a42931dff7eb 37f8f09bdf12c2f2 "
        "3a8b61d0f636b007 3f370c9dd8225c63 49f777db995e8260 4c98242dcadc8b29 "
        "8731261cb72d8626 a19f89ab3555eac1 a6c814bc555ae62c dc0fcf046c61640c "
        "e4a5542bb7fd7b67 ea9bb1082cf95663 eb540d2b6ee2a0a4 "
    )
)
"""First 16 hexadecimal digits of SHA-256 of keys that their owners printed in public samples and
that open nothing; those of Google's and Firebase's samples, as gitleaks (MIT) lists them."""


def is_published(value: str) -> bool:
    """Whether a key is one of those."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:16] in PUBLISHED
