# Three buckets, because three kinds of people may read them and each is kept for another time.

locals {
  buckets = {
    # The refined corpus, its lineage, dead letters, manifest and metrics; also _work while a run is on.
    refined = { delete_after_days = 0, versioned = true }
    # Text that a check still objects to: for reviewers only, and not for long.
    quarantine = { delete_after_days = var.quarantine_days, versioned = false }
    # Job graphs, Dataflow's temporary files, templates.
    work = { delete_after_days = var.work_days, versioned = false }
  }
}

resource "google_storage_bucket" "bucket" {
  for_each                    = local.buckets
  name                        = "${var.project}-${var.name}-${each.key}"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = each.value.versioned
  }

  # What is to be gone is gone: soft deletion would keep quarantined text for a week more.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  dynamic "encryption" {
    for_each = var.kms_key == "" ? [] : [var.kms_key]
    content {
      default_kms_key_name = encryption.value
    }
  }

  dynamic "lifecycle_rule" {
    for_each = each.value.delete_after_days > 0 ? [each.value.delete_after_days] : []
    content {
      action {
        type = "Delete"
      }
      condition {
        age            = lifecycle_rule.value
        matches_prefix = each.key == "work" ? ["gdr-staging/", "temp/"] : null
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = each.value.versioned ? [var.retained_versions_days] : []
    content {
      action {
        type = "Delete"
      }
      condition {
        days_since_noncurrent_time = lifecycle_rule.value
        with_state                 = "ARCHIVED"
      }
    }
  }

  # An upload that was never completed holds text that nobody lists.
  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 7
    }
  }

  depends_on = [google_project_service.needed, google_kms_crypto_key_iam_member.services]
}

resource "google_kms_crypto_key_iam_member" "services" {
  for_each = var.kms_key == "" ? toset([]) : toset([
    "service-${data.google_project.here.number}@gs-project-accounts.iam.gserviceaccount.com",
    "service-${data.google_project.here.number}@gcp-sa-secretmanager.iam.gserviceaccount.com",
    "service-${data.google_project.here.number}@gcp-sa-artifactregistry.iam.gserviceaccount.com",
    "service-${data.google_project.here.number}@dataflow-service-producer-prod.iam.gserviceaccount.com",
    "service-${data.google_project.here.number}@compute-system.iam.gserviceaccount.com",
  ])
  crypto_key_id = var.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${each.value}"
}
