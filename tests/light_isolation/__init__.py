"""Tests of the fence around the light map."""
