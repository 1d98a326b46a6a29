#!/usr/bin/env bash
# Starts one run by the template, without gdr on this machine; prints the job's id.
#
#   deploy/dataflow/launch.sh gs://BUCKET/templates/gdr-VERSION.json PROJECT REGION \
#     input='gs://BUCKET/corpus/**' output=gs://BUCKET/refined surrogate_key_secret=projects/...
#
# The parameters are those of metadata.json. The environment (network, service account, temporary
# files) is that of deploy/terraform, by STAGING, SERVICE_ACCOUNT and SUBNETWORK.
set -euo pipefail
template=${1:?the template} project=${2:?the project} region=${3:?the region}
shift 3
output=$(printf '%s\n' "$@" | sed -n 's/^output=//p')
# The name of the output folder: while a job of this name runs, Dataflow refuses a second one.
name=gdr-$(printf %s "${output:?output=gs://... is missing}" | sha256sum | cut -c1-16)
parameters=$(IFS='~'; echo "$*")
gcloud dataflow flex-template run "$name" --template-file-gcs-location "$template" \
  --project "$project" --region "$region" --parameters "^~^$parameters~location=$region" \
  ${STAGING:+--staging-location "$STAGING" --temp-location "$STAGING"} \
  ${SERVICE_ACCOUNT:+--service-account-email "$SERVICE_ACCOUNT"} \
  ${SUBNETWORK:+--subnetwork "$SUBNETWORK" --disable-public-ips} \
  --format 'value(job.id)'
