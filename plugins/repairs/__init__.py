"""Repairs: a piece is received, examined, quoted, answered for, worked on and given back, each step a kept event."""
