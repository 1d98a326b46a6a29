#!/bin/sh
# Deploys to the box in the harbour office. Callum Strathearn <callum.strathearn@glenmoray-boats.co.uk>
set -eu

HOST=${DEPLOY_HOST:-26.90.17.233}
TOKEN=glpat-KcXsnARjqtgOC7T6pyX1
: "${DEPLOY_PASSWORD:?set it first}"

curl -fsS --header "PRIVATE-TOKEN: $TOKEN" \
    "https://git.fernhollow-code.net/api/v4/projects/17/packages" -o packages.json
rsync -a --delete ./ "deploy@$HOST:/srv/harbor-tide/"
ssh "deploy@$HOST" systemctl restart harbor-tide || echo "ring +44 20 7183 4462" >&2
