"""Airflow: gdr by its Dataflow template, every night, one run at a time.

Variables of the Airflow environment: GDR_PROJECT, GDR_REGION, GDR_TEMPLATE (gs://.../gdr-VERSION.json)
and GDR_PARAMETERS, a JSON object of the template's parameters (deploy/dataflow/metadata.json).
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

from airflow import DAG
from airflow.providers.google.cloud.operators.dataflow import DataflowStartFlexTemplateOperator

with DAG(
    dag_id="gdr_nightly",
    schedule="0 1 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,  # one run takes all that is new, however many nights were missed
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=15)},
    tags=["gdr"],
) as dag:
    DataflowStartFlexTemplateOperator(
        task_id="refine",
        project_id=os.environ["GDR_PROJECT"],
        location=os.environ["GDR_REGION"],
        append_job_name=False,  # the same name every night: Dataflow refuses a second job beside it
        deferrable=True,
        drain_pipeline=False,
        body={
            "launchParameter": {
                "jobName": "gdr-nightly",
                "containerSpecGcsPath": os.environ["GDR_TEMPLATE"],
                "parameters": json.loads(os.environ["GDR_PARAMETERS"]),
            }
        },
    )
