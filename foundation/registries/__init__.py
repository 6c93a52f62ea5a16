"""Where a lower app must show what an upper one knows: the upper app registers in its AppConfig.ready."""
