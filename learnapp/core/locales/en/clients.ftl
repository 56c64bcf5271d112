# API clients and support by the operator, for admins, auditors and operators.
clients-title = API clients
clients-lead = Programs of other systems that your school lets in. Each may do only what you tick, and each look at a student is in the audit trail.
clients-none = No program is connected
clients-none-text = Make a client for each program that needs something of your school, and give it no more than it needs.
clients-add = Connect a program
clients-name = Name of the program
clients-scopes = What it may do
clients-scope-roster-read = Read classes, and names and addresses of who is in them
clients-scope-records-read = Read how well each student knows each topic
clients-scope-statements-write = Store xAPI statements and documents; those about your courses become learning events
clients-scope-events-read = Follow live what happens in classes
clients-scope-exports-read = See exports and take their files
clients-scope-exports-write = Plan exports and carry them out
clients-scope-statements-read = Read all xAPI statements of the institution
clients-scope-events-write = Send what students do elsewhere
clients-scope-assert_results = Say what was right, instead of having it graded here
clients-days = The secret ends after days (empty: never)
clients-add-button = Make a client
clients-secret = The secret of { $name }
clients-secret-label = Secret
clients-once = Copy it now: it is not shown again, for only its hash is kept.
clients-id = Client id
clients-last = Last used
clients-never = never used
clients-may = It may
clients-secrets = Secrets
clients-made = made { $day }
clients-used = used { $at }
clients-ends = ends { $day }
clients-endless = does not end
clients-secret-remove = Remove
clients-secret-removed = That secret opens nothing any more.
clients-rotate = Make a second secret
clients-saved = Saved.
clients-remove = Remove this client
clients-remove-text = All its secrets stop at once and for ever. What it did stays in the audit trail.
clients-remove-button = Remove for ever
clients-removed = The client is removed.
clients-state-active = Works
clients-state-off = Switched off
clients-state-expired = Its secrets are over
clients-how = How a program uses it
clients-how-token = With its id and secret it asks for a token, which opens everything it may do for 15 minutes (OAuth 2.0, client credentials):
clients-how-read = With the token it asks, page by page; “next” in the answer is the address of the next page:
clients-openapi = All addresses and fields (OpenAPI)

support-title = Support
support-lead = Whoever runs the server sees how the machine is, and no people. To look at a problem with people they ask here; an administrator lets them, for some hours, and every look is in the audit trail.
support-ask = Ask to be let in
support-reason = What you need to look at, and why
support-hint = Write no names in it. The school’s administrators read it.
support-hours = For how many hours (at most 24)
support-ask-button = Ask
support-asked = The administrators can see that you have asked.
support-list = Asked so far
support-none = Nobody has asked
support-none-text = When the operator asks to be let in, it is shown here.
support-state-asked = Waits for an answer
support-state-open = Let in
support-state-refused = Refused
support-state-ended = Ended
support-state-over = Time is over
support-asked-at = { $hours ->
    [one] For 1 hour, asked { $at }
   *[other] For { $hours } hours, asked { $at }
  }
support-by = Answered by { $name }
support-until = Until { $at }
support-allow = { $hours ->
    [one] Let in for 1 hour
   *[other] Let in for { $hours } hours
  }
support-refuse = Refuse
support-end = End now
support-decided = Saved.
institutions-title = Institutions of this server
institutions-lead = How each of them stands: counts and times, nothing of anybody.
institutions-name = Institution
institutions-active = Students active in 7 days
institutions-sealed = Trail sealed
institutions-waiting = Entries that wait

assistants-title = Teaching assistants
assistants-lead = They see this class only. They change grades, tests, assignments and rules only where you let them.
assistants-none = Nobody helps in this class yet. An administrator gives somebody the role and puts them into the class, or makes a link for assistants.
assistants-may = may change grades, tests, assignments and rules
assistants-may-of = { $name } may change grades, tests, assignments and rules
assistants-since = since { $day }
assistants-saved = Saved.
assistants-here = You help in this class. What only its teacher changes is left out: ask them.
