terraform {
  required_version = ">= 1.6"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

data "google_project" "here" {
  project_id = var.project
}

locals {
  services = toset([
    "artifactregistry.googleapis.com",
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com",
    "dataflow.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "secretmanager.googleapis.com",
    "storage.googleapis.com",
  ])
}

resource "google_project_service" "needed" {
  for_each           = var.vertex ? setunion(local.services, ["aiplatform.googleapis.com"]) : local.services
  service            = each.value
  disable_on_destroy = false
}

resource "google_artifact_registry_repository" "images" {
  repository_id = var.name
  location      = var.region
  format        = "DOCKER"
  kms_key_name  = var.kms_key == "" ? null : var.kms_key

  docker_config {
    immutable_tags = true
  }

  depends_on = [google_project_service.needed]
}

# Workers have no public addresses: they reach Google's services by their own network, and nothing else.
resource "google_compute_network" "workers" {
  name                    = var.name
  auto_create_subnetworks = false
  depends_on              = [google_project_service.needed]
}

resource "google_compute_subnetwork" "workers" {
  name                     = var.name
  region                   = var.region
  network                  = google_compute_network.workers.id
  ip_cidr_range            = var.subnetwork_cidr
  private_ip_google_access = true
}

# Dataflow's shuffle runs between workers: cloud.google.com/dataflow/docs/guides/routes-firewall.
resource "google_compute_firewall" "shuffle" {
  name        = "${var.name}-shuffle"
  network     = google_compute_network.workers.id
  source_tags = ["dataflow"]
  target_tags = ["dataflow"]

  allow {
    protocol = "tcp"
    ports    = ["12345-12346"]
  }
}
