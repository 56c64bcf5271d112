"""Models that learn from answers: their data, their features, their training and their measure."""

import os

# Threads of a training that wait for each other spin by default. Where others work on the same cores, as beside a
# server, that multiplies what it takes and takes it from them. It is read when a library is loaded, so it stands first.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
