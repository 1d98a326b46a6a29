"""The steps of a refinement, one Beam `PTransform` a file, and below them plain Python."""
