"""The sample community: a made-up harbour of people with a year of simulated evidence."""
