#!/usr/bin/env bash
# Builds the image and the Dataflow template of this version, and pushes both.
#
#   deploy/build.sh europe-west4-docker.pkg.dev/PROJECT/gdr gs://BUCKET/templates
#
# The template is a small file that names the image by digest: an image pushed later under the same
# tag changes no job. Needs docker and gcloud, logged in.
set -euo pipefail
cd "$(dirname "$0")/.."
registry=${1:?the Artifact Registry repository}
templates=${2:?a gs:// folder for the template}
version=$(python3 -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
image=$registry/gdr:$version

[ -z "$(git status --porcelain)" ] || { echo "uncommitted changes: what is built could not be found again" >&2; exit 1; }
commit=$(git rev-parse HEAD)
label=(--label "org.opencontainers.image.revision=$commit" --label "org.opencontainers.image.version=$version")
docker build --file deploy/Dockerfile --target dataflow --build-arg "IMAGE=$image" "${label[@]}" --tag "$image" .
docker build --file deploy/Dockerfile --target flink "${label[@]}" --tag "$registry/gdr-flink:$version" .
docker push "$image"
docker push "$registry/gdr-flink:$version"
digest=$(docker inspect --format '{{index .RepoDigests 0}}' "$image")
gcloud dataflow flex-template build "$templates/gdr-$version.json" \
  --image "$digest" --sdk-language PYTHON --metadata-file deploy/dataflow/metadata.json
echo "image $digest"
echo "template $templates/gdr-$version.json"
