"""Where exams must show what apps above them know: those register in their AppConfig.ready."""
