"""What a build remembers: values by all that they were computed from, in this process and from the builds
before. What is not found is computed; what is damaged is told and dropped."""
