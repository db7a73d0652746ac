"""What is told to a person: by which channel, neutral outside, tried again until it went out (docs/confirmation.md)."""
