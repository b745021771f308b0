"""The citizens' site: sources and the build (`python -m web.build`)."""
