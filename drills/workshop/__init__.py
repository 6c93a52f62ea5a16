"""The workshop: how a case is written in the Wagtail admin, without a mouse and without writing JSON."""
