"""The whole of deploy/cluster on one machine, and its accidents."""
