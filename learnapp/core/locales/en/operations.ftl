# Pages with which admins and auditors watch over the system: overview, review queue, audit trail, health.
overview-title = Overview
overview-active = Active students
overview-active-text = have done something in the last 24 hours
overview-waiting = Waiting for review
overview-waiting-text = wait for somebody’s decision
overview-jobs = Failed background jobs
overview-jobs-text = gave up after several tries; your operator can look into the log
overview-jobs-none = Every job of the last 7 days came to its end.
overview-sealed = Audit trail
overview-sealed-ago = sealed { $ago } ago
overview-sealed-never = not sealed yet
overview-sealed-text = What is sealed cannot be changed without being noticed.
overview-import = An import is running
overview-go-people = People
overview-go-reviews = Open the review queue
overview-go-health = See how each part stands
overview-go-audit = Open the audit trail
overview-go-content = Watch it

review-kind = Kind
review-kind-all = All kinds
review-note = Why? Your note is kept with the decision.
review-note-was = Note: { $note }
review-confirm-approve = Approve now
review-confirm-reject = Reject now
review-done-approved = Approved.
review-done-rejected = Rejected.
review-decided = Decided by { $who }, { $when } (UTC)
review-preview = Show the item
review-post-of = { $name } wrote:
review-about = About { $name }
review-reports = What was written
review-fact-confidence = The system is { $value } % sure.
review-fact-doubts = { $value } { $value ->
    [one] student says
   *[other] students say
 } that it seems wrong
review-fact-times = { $value } times in a row
review-fact-categories = What the check noticed: { $value }
review-fact-causes = Cause: { $value }
reviews-none-here = There is nothing of this kind.

audit-title = Audit trail
audit-lead = Every access to somebody else’s record, every refusal and every administrative act. Times are UTC.
audit-verify = Check the whole trail
audit-is-sound = Untouched
audit-is-not = Does not match
audit-sound = Nothing was changed, removed or inserted. { $entries } entries under { $seals } seals were checked.
audit-tampered = The trail does not match its seals. { $entries } entries under { $seals } seals were checked. Tell your operator at once.
audit-range = Sealed are entries { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) }; { $exported } roots lie outside the database. { $unsealed ->
    [0] Nothing newer waits for a seal.
    [one] One newer entry gets its seal within seconds.
   *[other] { $unsealed } newer entries get their seal within seconds.
}
audit-root = Last root:
audit-problem-early = { $count } entries were inserted before the first one.
audit-problem-removed = Entries { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) } (seal { NUMBER($seal, useGrouping: 0) }): { $count } entries were removed.
audit-problem-inserted = Entries { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) } (seal { NUMBER($seal, useGrouping: 0) }): { $count } entries were inserted.
audit-problem-changed = Entries { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) } (seal { NUMBER($seal, useGrouping: 0) }): at least one entry was changed.
audit-problem-chain = Seal { NUMBER($seal, useGrouping: 0) } does not follow from the one before: a seal was removed or rewritten.
audit-problem-seal-gone = Seal { NUMBER($seal, useGrouping: 0) } was exported but is no longer in the database.
audit-problem-seal-differs = Seal { NUMBER($seal, useGrouping: 0) } differs from its exported root.
audit-all = All
audit-number = Number
audit-at = When (UTC)
audit-who = Who
audit-action = Action
audit-thing = Thing or its id
audit-object = Thing
audit-about = About
audit-outcome = Result
audit-person = Name or whole e-mail address
audit-first = From (day)
audit-last = To (day)
audit-none = Nothing in the trail fits. Search for less.
actor-person = A person
actor-client = An API client
actor-system = The system

health-title = System health
health-again = Ask again
health-worst-ok = Everything works.
health-worst-degraded = Something needs a look. Students can go on working.
health-worst-away = A part does not answer. Students may notice it.
health-state-ok = Works
health-state-degraded = Needs a look
health-state-away = Away
health-database = Database
health-worker = Background worker
health-queue = Background jobs
health-partitions = Room for events
health-audit = Audit seals
health-cache = Cache
health-disk = Disk
fact-version = PostgreSQL { $value }
fact-schema = Tables at revision { $value }
fact-size_mb = { NUMBER($value, maximumFractionDigits: 1) } MB of data
fact-connections = { $value ->
    [one] One connection open
   *[other] { $value } connections open
}
fact-waiting = { $value ->
    [0] Nobody waits for a connection
    [one] One request waits for a connection
   *[other] { $value } requests wait for a connection
}
fact-jobs_waiting = { $value ->
    [0] No job waits
    [one] One job waits
   *[other] { $value } jobs wait
}
fact-jobs_failed = { $value ->
    [0] No job failed in the last 7 days
    [one] One job gave up in the last 7 days
   *[other] { $value } jobs gave up in the last 7 days
}
fact-oldest_s = The oldest has waited { $value }
fact-workers = { $value } workers run. Imports, daily figures and seals wait until your operator starts one.
fact-silent_s = Last sign of life { $value } ago
fact-until = Prepared until { $value }
fact-unsealed = { $value ->
    [0] Every entry is sealed
    [one] One entry waits for its seal
   *[other] { $value } entries wait for their seal
}
fact-sealed_s = Last sealed { $value } ago
fact-kind = { $value ->
    [mem] In the memory of this process
   *[other] On a { $value } server
}
fact-free_gb = { NUMBER($value, maximumFractionDigits: 1) } GB free
duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $count } days

# What a trial of something outside found.
trial-outcome-ok = Works
trial-outcome-failed = Does not work
trial-outcome-open = Not known yet
trial-outcome-skipped = Not reached
