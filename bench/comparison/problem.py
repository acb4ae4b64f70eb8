"""What stops a comparison, told in one line."""


class Problem(Exception):
    """Expected, found, what to do."""
