"""How good a model is: true labels, metrics, events, calibration, reports and pictures."""
