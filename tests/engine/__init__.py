"""Tests of the convolution engine."""
