"""What stands behind bin/: making the environment, starting and stopping the parts, checking, measuring."""
