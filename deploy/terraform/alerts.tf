# What is watched; deploy/README.md says what each alert means and what to do.

resource "google_monitoring_notification_channel" "email" {
  display_name = "${var.name}: whom it tells"
  type         = "email"
  labels       = { email_address = var.alert_email }
  depends_on   = [google_project_service.needed]
}

locals {
  # transforms/summarize.py logs one line at the end of a run, with figures and no text.
  completed = "resource.type=\"dataflow_step\" AND jsonPayload.message=~\"^gdr run complete: \""

  figures = {
    quarantined_share = "quarantined_share=([0-9.]+)"
    usd               = "usd=([0-9.]+)"
  }
}

resource "google_logging_metric" "figure" {
  for_each        = local.figures
  name            = "${var.name}/${each.key}"
  filter          = local.completed
  value_extractor = "REGEXP_EXTRACT(jsonPayload.message, \"${each.value}\")"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
  }

  bucket_options {
    exponential_buckets {
      num_finite_buckets = 64
      growth_factor      = 1.5
      scale              = 0.0001
    }
  }
}

resource "google_monitoring_alert_policy" "failed" {
  display_name          = "${var.name}: job failed"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.id]

  conditions {
    display_name = "a job has failed"

    condition_threshold {
      filter          = "metric.type=\"dataflow.googleapis.com/job/is_failed\" AND resource.type=\"dataflow_job\" AND resource.labels.job_name=starts_with(\"${var.name}-\")"
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content = "deploy/README.md, \"What each alert means\": job failed."
  }
}

resource "google_monitoring_alert_policy" "not_launched" {
  display_name          = "${var.name}: schedule failed"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.id]

  conditions {
    display_name = "the scheduler could not launch the job"

    condition_matched_log {
      filter = "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"${google_cloud_scheduler_job.nightly.name}\" AND severity>=ERROR"
    }
  }

  alert_strategy {
    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content = "deploy/README.md, \"What each alert means\": schedule failed."
  }
}

resource "google_monitoring_alert_policy" "figure" {
  for_each = {
    quarantined_share = { most = var.most_quarantined, said = "quarantine share" }
    usd               = { most = var.most_usd, said = "spend" }
  }
  display_name          = "${var.name}: ${each.value.said}"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.id]

  conditions {
    display_name = "${each.value.said} of a run above ${each.value.most}"

    condition_threshold {
      filter          = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.figure[each.key].name}\" AND resource.type=\"dataflow_step\""
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.most
      duration        = "0s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_PERCENTILE_99"
        cross_series_reducer = "REDUCE_MAX"
      }
    }
  }

  documentation {
    content = "deploy/README.md, \"What each alert means\": ${each.value.said}."
  }
}
