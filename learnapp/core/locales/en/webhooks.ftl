# Webhooks: programs that are told when something happens.
wh-lead = Programs of others that are told within seconds when something happens here.
wh-private = A message has ids only: no names, no addresses, nothing that anybody wrote. The program asks our API for more, with a credential of its own.
wh-receivers = Receivers
wh-none = Nobody is told
wh-none-text = Add the address of a program below.
wh-none-read = An administrator can add a program.
wh-add = Add a receiver
wh-add-lead = It is off until you switch it on. Send a trial first.
wh-url = Address
wh-kinds = What it is told
wh-kinds-told = Is told of
wh-kind-enrolment-changed = Somebody comes into a class, leaves it, or has another role there
wh-kind-mastery-reached = A student has mastered a topic
wh-kind-assignment-done = A student has done what was assigned
wh-kind-assessment-results-shown = The results of a test are shown to a student
wh-kind-intervention-sent = A student was offered help
wh-kind-import-finished = An import is finished, or has failed
wh-kind-export-finished = An export is finished, or has failed
wh-kind-test = Trial
wh-secret = A new secret
wh-secret-lead = Keep it where the program at { $url } finds it: it checks with it that a message is ours (Standard Webhooks). It is not shown again.
wh-secret-is = Secret
wh-secret-away = I have it
wh-is-on = Is told
wh-is-off = Off
wh-is-problem = Does not take everything
wh-on = Tell this receiver
wh-try-good = It has taken the trial.
wh-rotate = New secret
wh-both = Messages are signed with the old secret too until { $at }.
wh-failed = Given up
wh-given-up = It has taken nothing for three days and was switched off ({ $at }). What happens since then is kept for 30 days. Find out why, send a trial, and switch it on again; what waits is sent then.
wh-remove-sure = Remove for good, with its messages?
wh-log = Messages
wh-log-show = Show messages
wh-log-hide = Hide messages
wh-log-none = There is no message.
wh-head-at = When
wh-head-what = What
wh-head-state = State
wh-head-tries = Tries
wh-head-status = Answer
wh-state-all = All
wh-state-waiting = Waiting
wh-state-sent = Sent
wh-state-failed = Given up
wh-due = Again: { $at }
wh-replay = Send again
wh-replayed = { $messages ->
    [one] One message is
   *[other] { $messages } messages are
 } sent again within seconds.
wh-since = From
wh-until = Until
wh-replay-days = Send these days again
wh-replayed-none = Nothing is sent: of these days no message is kept that was sent or given up. Messages are kept for 30 days.
wh-replayed-off = { $messages ->
    [one] One message waits.
   *[other] { $messages } messages wait.
 } The receiver is off: they are sent when it is switched on.
wh-quiet-was = From { $since } to { $until } nothing was kept for it, so nothing of that time can be sent again.
wh-quiet-is = It is off since { $since }, and nothing is kept for it until it is switched on.
wh-quiet-way = An incremental export has what changed in that time:
