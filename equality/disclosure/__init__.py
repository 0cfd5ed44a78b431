"""Disclosure control: how counts of people become figures that anybody may see. docs/disclosure-control.md explains.

Pure functions over numpy arrays and dataclasses; only `api` and `counting` know the database.
"""
