# Rosters in OneRoster form, and invitations by address, for admins.
oneroster-title = School roster (OneRoster)
oneroster-lead = Bring classes, people and enrolments over from your school’s other system. First you see what would happen; nothing changes before you say so.
oneroster-choose = The file
oneroster-course = New classes study
oneroster-attest = Our school has a contract or the consent that it needs for the students in this file.
oneroster-file = A OneRoster 1.2 zip (CSV with manifest.csv)
oneroster-too-large = The package is larger than { $most } MB, the most that can be sent here. A roster is not: check that it is the right file.
oneroster-first = It is looked at first. Demographics are never read. People come without a password: they sign in through your school’s own sign-in or learning management system, or you give them a temporary password.
oneroster-would = What would happen
oneroster-did = What has happened
oneroster-sofar = So far
oneroster-from = Exported by { $source }
oneroster-delta = This file says only what has changed: what it does not name stays as it is.
oneroster-counts = Figures
oneroster-what = What
oneroster-made = New
oneroster-changed = Changed
oneroster-unchanged = Unchanged
oneroster-ended = Ended
oneroster-refused = Not usable
oneroster-kind-classes = Classes
oneroster-kind-users = People
oneroster-kind-guardians = Guardians of students
oneroster-kind-enrollments = Enrolments
oneroster-ended-text = Ended means: classes are closed, people are suspended, enrolments are over. Nothing that was learned is lost, and a later file brings them back. Only what a file has made is ended; who administers is left alone.
oneroster-namesakes = { $count ->
    [one] One new class has the title of a class that was made here by hand:
   *[other] { $count } new classes have the titles of classes that were made here by hand:
}
oneroster-namesakes-more = { $count ->
    [one] One more class.
   *[other] { $count } more classes.
}
oneroster-adopt = They are the same classes: go on in those that are here.
oneroster-adopt-text = With the tick, the people of the file join the classes that are here; their title, course and people stay. Without it, new classes stand beside them.
oneroster-meant = Much of what is here would end. I have looked at the figures, and it is meant.
oneroster-run = Import
oneroster-resume = Go on
oneroster-problems = Lines that cannot be used
oneroster-csv = File
oneroster-todo = What to do
oneroster-more = { $count ->
    [one] and 1 more line
   *[other] and { $count } more lines
  }
oneroster-report = Download all of them
oneroster-list = Imports
oneroster-state-waiting = Waits
oneroster-state-reading = Is looked at
oneroster-state-ready = Ready: look at it and import
oneroster-state-queued = Waits
oneroster-state-running = Runs
oneroster-state-stopping = Stops
oneroster-state-stopped = Stopped
oneroster-state-interrupted = Interrupted
oneroster-state-done = Done
oneroster-state-failed = Could not be read
oneroster-why-no-id = The line lacks an id (sourcedId). Add it in the other system.
oneroster-why-bad-id = An id is too long or has characters that no id has. Correct it in the other system.
oneroster-why-id-twice = The same id stands in the file twice. Only the first line was used.
oneroster-why-status = The status can be empty, active or tobedeleted. Correct it.
oneroster-why-title = The title is empty, too long, or begins with = + - or @. Correct it.
oneroster-why-name = The name is empty, too long, or begins with = + - or @. Correct it.
oneroster-why-email = This is no e-mail address. Correct it, or leave it empty.
oneroster-why-email-taken = Somebody else here has this e-mail address. Correct it in one of the two systems.
oneroster-why-email-student = A student’s account has this e-mail address, and nobody has checked that it is theirs. Look at the account under People: correct the address, or give it this role there, and send the file again.
oneroster-why-email-twice = Two people of the file have the same e-mail address. Give each their own.
oneroster-why-no-role = roles.csv gives this person no role that a file can give. Administrators are made by hand, under People.
oneroster-why-erased = This person was erased here. Take them out of the file.
oneroster-why-agent-role = The person named as guardian has no role of a guardian, parent or relative in roles.csv.
oneroster-why-no-agent = The person named as guardian is not in the file, or cannot be used.
oneroster-why-no-class = The class is not in the file, or cannot be used.
oneroster-why-no-user = The person is not in the file, or cannot be used.
oneroster-why-enrolment-role = Only students, teachers and aides are put into classes here.
oneroster-why-begins-later = It begins later. Import again from that day on.
oneroster-why-date = A date is not like 2026-08-31. Correct it.

bulk-title = Invite many
bulk-lead = Write or choose a list of e-mail addresses. Everybody gets a link of their own that nobody else can use.
bulk-no-mail = No mail is set up on this server, so you download the links and hand them out yourself.
bulk-list = The list
bulk-file = Choose a file
bulk-text = E-mail addresses, one on each line
bulk-hint = A line may also name a role and a class: address, role, class. What it does not name is taken from below.
bulk-role = Role
bulk-section = Class
bulk-check = Look at the list
bulk-checked = What the list says
bulk-counts = { $good } can be invited, { $bad } are left out.
bulk-line-ready = Can be invited
bulk-line-malformed = This is no e-mail address
bulk-line-twice = Stands in the list twice
bulk-line-here = Is in this class already
bulk-line-invited = Has a link already that works
bulk-line-role = There is no such role
bulk-line-section = There is no such class, or several have this title
bulk-send = { $count ->
    [one] Send 1 invitation
   *[other] Send { $count } invitations
  }
bulk-make = { $count ->
    [one] Make 1 link
   *[other] Make { $count } links
  }
bulk-sent = { $count ->
    [one] 1 invitation is being sent.
   *[other] { $count } invitations are being sent.
  }
bulk-made = { $count ->
    [one] 1 link is made. Download it now: it is not shown again, for it is stored nowhere.
   *[other] { $count } links are made. Download them now: they are not shown again, for they are stored nowhere.
  }
bulk-download = Download the links
bulk-invited = Invited by address
bulk-forgotten = has joined or was withdrawn
bulk-sent-on = Sent
bulk-returned = Came back
bulk-again = New link
bulk-withdraw = Withdraw
bulk-withdrawn = The invitation is withdrawn.
bulk-state-open = Waits
bulk-state-used = Has joined
bulk-state-expired = Over
bulk-state-revoked = Withdrawn
bulk-state-closed = Stopped: the class is closed
