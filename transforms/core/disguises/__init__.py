"""Values written so that patterns miss them: how they read, and how to write another one so."""
