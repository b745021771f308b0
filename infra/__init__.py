"""The cloud side of Imigrasi Lebong: one CDK app, synthesised for a laptop and for AWS from the same code."""
