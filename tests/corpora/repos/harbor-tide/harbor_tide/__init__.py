"""Tide gauges, read and drawn."""

__version__ = "2.0.4"
__author__ = "Bea Wollaston"
__email__ = "bea.wollaston@redgum-surveys.com.au"
