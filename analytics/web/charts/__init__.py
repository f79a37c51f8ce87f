"""A release's figures as Plotly figures: plain data, in the page's language.

A colour or a typeface is named by its design token ("--accent"); charts.js puts in the value the
page has at the moment, light or dark. Every chart has its table on the same page.
"""
