"""The rules, as pure functions on frozen objects. Standard library only."""
