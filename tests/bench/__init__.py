"""Speed, bytes and cost, measured offline as ratios in one run: `python -m tests.bench`."""
