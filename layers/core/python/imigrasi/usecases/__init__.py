"""One file per verb: load, authorise, validate, change, write."""
