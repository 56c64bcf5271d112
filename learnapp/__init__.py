"""learnapp: a personalised learning system for schools and universities."""

import gc

# Almost everything that is made while a process loads us stays until its end: to walk all of it again and again took a
# sixth of each start. What goes in circles is still found, after more of it.
gc.set_threshold(50_000, 20, 50)
