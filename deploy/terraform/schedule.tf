locals {
  output = "gs://${google_storage_bucket.bucket["refined"].name}/nightly"

  parameters = merge(var.parameters, {
    output               = local.output
    quarantine           = "gs://${google_storage_bucket.bucket["quarantine"].name}/nightly"
    surrogate_key_secret = "${google_secret_manager_secret.surrogate_key.id}/versions/1"
    location             = var.region
  })
}

# The same name every night: while last night's job still runs, Dataflow refuses another one, and so
# does the lock of the output. Nothing is lost: the next night takes what is new since.
resource "google_cloud_scheduler_job" "nightly" {
  name             = "${var.name}-nightly"
  region           = var.region
  schedule         = var.schedule
  time_zone        = var.time_zone
  paused           = var.paused
  attempt_deadline = "320s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://dataflow.googleapis.com/v1b3/projects/${var.project}/locations/${var.region}/flexTemplates:launch"
    headers     = { "Content-Type" = "application/json" }

    body = base64encode(jsonencode({
      launchParameter = {
        jobName              = "${var.name}-nightly"
        containerSpecGcsPath = var.template
        parameters           = local.parameters
        environment = {
          serviceAccountEmail = google_service_account.worker.email
          subnetwork          = "regions/${var.region}/subnetworks/${google_compute_subnetwork.workers.name}"
          ipConfiguration     = "WORKER_IP_PRIVATE"
          stagingLocation     = "gs://${google_storage_bucket.bucket["work"].name}/gdr-staging"
          tempLocation        = "gs://${google_storage_bucket.bucket["work"].name}/temp"
          kmsKeyName          = var.kms_key == "" ? null : var.kms_key
          additionalUserLabels = {
            application = var.name
          }
        }
      }
    }))

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }

  depends_on = [google_project_service.needed]
}
