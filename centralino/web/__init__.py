"""The operator's and the integrator's web side: health, readiness, metrics, and the packet behind a token."""
