"""The service stack: everything that computes. Its modules follow the roads into it."""
