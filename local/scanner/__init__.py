"""GuardDuty's Malware Protection for S3, on this machine: a real engine with few rules, which tags and tells alike."""
