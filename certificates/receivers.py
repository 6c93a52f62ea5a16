"""What certificates do when something below them happened. Each may run twice; the sweep finds what a lost one missed."""
