variable "project" {
  description = "Google Cloud project"
  type        = string
}

variable "region" {
  description = "Where everything is: buckets, jobs, keys, calls; data does not leave it"
  type        = string
}

variable "name" {
  description = "Prefix of every resource; buckets are named <project>-<name>-..."
  type        = string
  default     = "gdr"
}

variable "corpus_bucket" {
  description = "Name of the existing bucket that holds the corpus; read, never written"
  type        = string
}

variable "kms_key" {
  description = "Cloud KMS key for buckets, secrets, images and jobs, in the same region; empty for Google's own keys"
  type        = string
  default     = ""
}

variable "quarantine_days" {
  description = "After so many days quarantined text is deleted; reviewers have until then"
  type        = number
  default     = 30
}

variable "work_days" {
  description = "After so many days staged graphs and temporary files are deleted"
  type        = number
  default     = 14
}

variable "retained_versions_days" {
  description = "Days that a replaced or deleted object of the refined corpus can be brought back: a rollback"
  type        = number
  default     = 30
}

variable "template" {
  description = "The Dataflow template, gs://.../gdr-VERSION.json, as deploy/build.sh printed it"
  type        = string
}

variable "parameters" {
  description = "Parameters of the template beyond output, quarantine, surrogate_key_secret and location: deploy/dataflow/metadata.json"
  type        = map(string)
}

variable "schedule" {
  description = "When the nightly job starts, as cron has it"
  type        = string
  default     = "0 1 * * *"
}

variable "time_zone" {
  description = "Of the schedule"
  type        = string
  default     = "Etc/UTC"
}

variable "paused" {
  description = "Whether the schedule rests"
  type        = bool
  default     = false
}

variable "vertex" {
  description = "Whether workers call Gemini on Vertex AI"
  type        = bool
  default     = true
}

variable "subnetwork_cidr" {
  description = "Addresses of the workers; none of them is public"
  type        = string
  default     = "10.10.0.0/20"
}

variable "reviewers" {
  description = "Who may read quarantined text, such as group:privacy@example.org"
  type        = set(string)
  default     = []
}

variable "readers" {
  description = "Who may read the refined corpus"
  type        = set(string)
  default     = []
}

variable "alert_email" {
  description = "Who is told"
  type        = string
}

variable "most_quarantined" {
  description = "Share of the samples of a run in quarantine that is worth an alert"
  type        = number
  default     = 0.02
}

variable "most_usd" {
  description = "Cost of the calls of a run, in USD, that is worth an alert"
  type        = number
  default     = 200
}
