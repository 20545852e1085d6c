"""What two invented HR departments would export, and the programme that writes it."""
