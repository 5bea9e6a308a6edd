"""The work of the commands that are not steps of publishing."""
