"""The deployable stacks, in deploy order: data, service, site, operations; edge stands in us-east-1."""
