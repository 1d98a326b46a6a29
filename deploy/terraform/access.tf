# Least rights: one account for the workers, one that may only start the job.

resource "google_service_account" "worker" {
  account_id   = "${var.name}-worker"
  display_name = "Workers of gdr on Dataflow"
}

resource "google_service_account" "scheduler" {
  account_id   = "${var.name}-scheduler"
  display_name = "Starts the nightly job of gdr"
}

# What the worker is to Dataflow. The role also may get and create objects in every bucket of the
# project: give gdr a project of its own.
resource "google_project_iam_member" "worker" {
  for_each = toset(var.vertex ? ["roles/dataflow.worker", "roles/aiplatform.user"] : ["roles/dataflow.worker"])
  project  = var.project
  role     = each.value
  member   = google_service_account.worker.member
}

resource "google_storage_bucket_iam_member" "worker_reads_corpus" {
  bucket = var.corpus_bucket
  role   = "roles/storage.objectViewer"
  member = google_service_account.worker.member
}

resource "google_storage_bucket_iam_member" "worker_writes" {
  for_each = google_storage_bucket.bucket
  bucket   = each.value.name
  role     = "roles/storage.objectUser"
  member   = google_service_account.worker.member
}

resource "google_artifact_registry_repository_iam_member" "worker_pulls" {
  repository = google_artifact_registry_repository.images.name
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.worker.member
}

resource "google_storage_bucket_iam_member" "reviewers" {
  for_each = var.reviewers
  bucket   = google_storage_bucket.bucket["quarantine"].name
  role     = "roles/storage.objectViewer"
  member   = each.value
}

# Data only: lineage says where private values stood.
resource "google_storage_managed_folder" "data" {
  bucket = google_storage_bucket.bucket["refined"].name
  name   = "nightly/data/"
}

resource "google_storage_managed_folder_iam_member" "readers" {
  for_each       = var.readers
  bucket         = google_storage_managed_folder.data.bucket
  managed_folder = google_storage_managed_folder.data.name
  role           = "roles/storage.objectViewer"
  member         = each.value
}

# The key of the surrogates is put in by hand, once: a value in a plan would stand in the state file.
#   python3 -c 'import secrets; print(secrets.token_hex(32), end="")' |
#     gcloud secrets versions add gdr-surrogate-key --data-file=-
resource "google_secret_manager_secret" "surrogate_key" {
  secret_id = "${var.name}-surrogate-key"

  replication {
    user_managed {
      replicas {
        location = var.region

        dynamic "customer_managed_encryption" {
          for_each = var.kms_key == "" ? [] : [var.kms_key]
          content {
            kms_key_name = customer_managed_encryption.value
          }
        }
      }
    }
  }

  # Without it no later run chooses the same surrogates.
  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.needed, google_kms_crypto_key_iam_member.services]
}

resource "google_secret_manager_secret_iam_member" "worker_reads_key" {
  secret_id = google_secret_manager_secret.surrogate_key.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.worker.member
}

# The scheduler may create jobs, and hand them the worker's account; it reads no bucket but the template.
resource "google_project_iam_member" "scheduler" {
  project = var.project
  role    = google_project_iam_custom_role.launcher.id
  member  = google_service_account.scheduler.member
}

resource "google_project_iam_custom_role" "launcher" {
  role_id     = replace("${var.name}_launcher", "-", "_")
  title       = "Launches Dataflow jobs"
  permissions = ["dataflow.jobs.create", "dataflow.jobs.get", "dataflow.jobs.list"]
}

resource "google_service_account_iam_member" "scheduler_hands_over" {
  service_account_id = google_service_account.worker.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.scheduler.member
}

resource "google_storage_bucket_iam_member" "scheduler_reads_template" {
  bucket = google_storage_bucket.bucket["work"].name
  role   = "roles/storage.objectViewer"
  member = google_service_account.scheduler.member

  condition {
    title      = "templates only"
    expression = "resource.name.startsWith('projects/_/buckets/${google_storage_bucket.bucket["work"].name}/objects/templates/')"
  }
}
