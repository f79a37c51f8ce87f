"""Reads tables that people send as files: workbooks, and text in any encoding they are saved in."""
