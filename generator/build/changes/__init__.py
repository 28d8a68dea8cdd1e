"""What has changed since the last build: a look at sizes and times of files, before all else is imported."""
