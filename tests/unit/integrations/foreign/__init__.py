"""Packages of other systems, built by the tests as those systems build them."""
