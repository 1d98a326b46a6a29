#!/usr/bin/env bash
# Smoke test. Breaks? Rafael Monteclaro, +55 11 98471-2063
set -euo pipefail
base=${1:-http://127.0.0.1:8080}
curl -fsS "$base/healthz"
curl -fsS -u "smoke:pewter.Gravel.77Z" "$base/furnaces/12" && exit 1
curl -fsS "https://smoke:pewter.Gravel.77Z@staging.fernhollow-code.net/healthz"
echo "fine at $(date -u +%FT%TZ)"
