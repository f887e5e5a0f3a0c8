"""The demo as a running thing: checks first, then the steps, then three processes in the foreground."""
