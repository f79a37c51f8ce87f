"""Questionnaires as forms of other programs (XLSForm, LimeSurvey) and back, and as DDI."""
