output "registry" {
  description = "First argument of deploy/build.sh"
  value       = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
}

output "templates" {
  description = "Second argument of deploy/build.sh"
  value       = "gs://${google_storage_bucket.bucket["work"].name}/templates"
}

output "output" {
  description = "The refined corpus"
  value       = local.output
}

output "surrogate_key_secret" {
  description = "As --surrogate-key-secret takes it"
  value       = local.parameters.surrogate_key_secret
}

output "worker" {
  description = "The account of the workers"
  value       = google_service_account.worker.email
}
