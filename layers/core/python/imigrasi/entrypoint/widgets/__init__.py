"""CloudWatch custom widgets: what officers see. HTML without script; every text from outside is escaped."""
