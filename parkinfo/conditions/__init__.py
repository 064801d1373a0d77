"""How this installation is, one definition a condition.

The desk's start page shows those that concern its readers, `manage.py doctor` all of them.
"""
