"""What runs: the commands of `gdr`, their options, and the pipelines that they build."""
