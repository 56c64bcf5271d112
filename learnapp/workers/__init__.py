"""Background work: jobs, and the processes that `learnapp up` keeps alive."""
