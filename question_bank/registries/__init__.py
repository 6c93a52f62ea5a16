"""Where the question bank must ask what apps above it know: those register in their AppConfig.ready."""
