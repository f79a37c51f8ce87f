"""Questionnaires as data: the shipped YAML files, their schema and their reader."""
