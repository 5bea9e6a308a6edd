"""What the commands do that are no step of publishing."""
