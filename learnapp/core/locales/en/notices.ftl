# Notifications: the bell, the page, and what people choose.
notices-title = Notifications
notices-lead = What happened that concerns you. Open one to go to its place.
notices-bell = { $count ->
    [0] Notifications
   *[other] Notifications, { $count } new
  }
notices-unread = { $count ->
    [0] You have read everything.
    [one] 1 new notification.
   *[other] { $count } new notifications.
  }
notices-new = New
notices-all-read = Mark all as read
notices-none = Nothing has happened yet
notices-none-text = When there is news for you, you find it here.
notices-turn = Pages of notifications
notices-choose = Choose what you are told
notices-gone = What was in it cannot be opened any more.

notice-reply = { $name } replied to your post in { $place }.
notice-helpful = A reply of yours helped somebody in { $place }.
notice-post-released = The class { $place } can see your post now.
notice-post-again = The class { $place } can see your post again.
notice-post-hidden = Your teacher has hidden a post of yours in { $place }.
notice-report-post-kept = Your teacher has looked at the post that you reported in { $place }. It stays.
notice-report-post-hidden = Your teacher has looked at the post that you reported in { $place }. It is hidden now.
notice-report-question-seen = Somebody has looked at the question that you reported: { $title }. Thank you!
notice-report-sentence-right = Somebody has looked at the sentence of the tutor that you reported in { $place }. It is right. Ask your teacher if you are unsure.
notice-report-sentence-wrong = The sentence of the tutor that you reported in { $place } was wrong. It is not shown any more. Thank you!
notice-goal_reached-topic = You have reached a goal: the topic is mastered.
notice-goal_reached-answers = You have reached your goal of answers for this week.
notice-goal_reached-minutes = You have reached your goal of minutes for this week.
notice-goal_reached-plan = You have reached what you wanted to learn.
notice-goal_due = The day of one of your goals is tomorrow.
notice-withdrawn = A question that you answered is not used any more: { $title }
notice-assignment = There is a new assignment in { $place }: { $title }
notice-assignment-moved = There is a new day for an assignment in { $place }: { $title }
notice-assignment_due = Due tomorrow in { $place }: { $title }
notice-path_rule = { $count ->
    [one] Your teacher has changed what comes next for you in { $place }: { $title }
   *[other] Your teacher has changed { $count } things of what comes next for you in { $place }.
  }
notice-path_rule-back = { $count ->
    [one] Your teacher has taken back what was said about a topic in { $place }: { $title }
   *[other] Your teacher has changed { $count } things of what comes next for you in { $place }.
  }
notice-voided-voided = Your answers to this question do not count any more: { $title }
notice-voided-again = Your answers to this question count again: { $title }
notice-review = { $count ->
    [one] Something waits for your eye in { $place }.
   *[other] { $count } things wait for your eye in { $place }.
  }
notice-broken = { $count ->
    [one] A student of { $place } says that a question is broken.
   *[other] Students of { $place } say { $count } times that a question is broken.
  }
notice-message = { $count ->
    [one] A message from home waits for you in { $place }.
   *[other] { $count } messages from home wait for you in { $place }.
  }
notice-grades = Grades of { $place } do not get into the gradebook.
notice-answered = A teacher of { $name } has answered your message.
notice-week = How the week of { $name } went: have a look.
notice-from_school = A teacher of { $name } has written to you. Read it on the page of your child.
notice-offer = There is an idea for you on your first page.
notice-inbox = Something waits in the inbox of { $place }.
notice-inbox-assigned = A colleague has handed you something in the inbox of { $place }.
notice-consent-given = Consent for { $name } was recorded.
notice-consent-withdrawn = Consent for { $name } was withdrawn. Look whether yours is needed.
notice-import-done = Your import is finished: { $title }
notice-import-failed = Your import has failed: { $title }
notice-import-roster-done = The school roster is imported: { $title }
notice-import-roster-failed = The school roster could not be imported: { $title }
notice-support = Whoever runs the server asks to look at people. Answer under Support.
notice-flagged = A teacher takes a question out of use: { $title }
notice-model_budget-most = Most of this hour’s budget for the language model is used.
notice-model_budget-used = This hour’s budget for the language model is used up. Until the hour ends the tutor quotes the course.
notice-account-password = The password of your account was changed. If that was not you, tell your school at once.
notice-account-reset = Your school has given your account a new password. If you did not ask for that, tell your school at once.
notice-account-step = Your account asks for the password alone again. If that was not you, tell your school at once.
notice-address-bounced = Letters to your e-mail address come back. Correct it, then switch e-mail on again.
notice-webhook-off = A receiver of webhooks has taken nothing for three days and was switched off. What happens from now on is kept for 30 days and sent when it is switched on again.
notice-export-done = Your export is finished.
notice-export-failed = Your export has failed.
notice-export-interrupted = Your export has stopped half-way, and it was tried often enough. Let it go on on the page Exports.
notice-export-planned_failed = An export that comes round by itself has failed. The page Exports says why: start it again there, or wait for its next time.
notice-export-planned_interrupted = An export that comes round by itself has stopped half-way, and it was tried often enough. Let it go on on the page Exports.
notice-export-ready = A research export waits: somebody other than who asked for it has to look at it and release it.
notice-export-released = A research export was released.
notice-delivery-bounced = An e-mail address was switched off because letters to it came back.
notice-delivery-invitation = An invitation by e-mail came back. Correct the address and invite again.
notice-delivery-away-mail = The mail server does not take letters. What waits is sent when it works again.
notice-delivery-away-sms = The service for text messages does not take them. What waits is sent when it works again.
notice-delivery-away-push = The service for push does not take messages. What waits is sent when it works again.
notice-delivery-away-web_push = Browsers cannot be reached. What waits is sent when it works again.
notice-class_week = The week of { $place }: { $count ->
    [one] 1 answer
   *[other] { $count } answers
  }, { $title } % of them right.
notice-view-class-engaged = A view that you follow, { $place }: { $title } % of the weeks had students there.
notice-view-class-minutes = A view that you follow, { $place }: { $title } minutes on task in a week.
notice-view-class-first_try = A view that you follow, { $place }: { $title } % right at the first try.
notice-view-class-mastered = A view that you follow, { $place }: { $title } % of the topics are mastered.
notice-view-class-velocity = A view that you follow, { $place }: { $title } topics newly mastered in a week.
notice-view-class-followed = A view that you follow, { $place }: { $title } % of the suggestions were followed.
notice-view-all-there = A view of the institution that you follow: { $title } % of the days had students there.
notice-view-all-minutes = A view of the institution that you follow: { $title } minutes on task in a week.
notice-view-all-first_try = A view of the institution that you follow: { $title } % right at the first try.
notice-view-class-finished = A view that you follow, { $place }: { $title } % of what was begun is finished.
notice-figure-line = { $name }: { $value } – { $change }
notice-figure-line-few = { $name }: too few to say
notice-figure-engaged = Students there, of all weeks
notice-figure-there = Students there, of all days
notice-figure-minutes = Time on task in a week
notice-figure-first_try = Right at the first try
notice-figure-mastered = Topics mastered
notice-figure-velocity = Topics newly mastered in a week
notice-figure-finished = Contents finished, of those begun
notice-figure-followed = Suggestions followed, of those decided on
notice-value-share = { NUMBER($value, maximumFractionDigits: 0) } % ({ NUMBER($low, maximumFractionDigits: 0) }–{ NUMBER($high, maximumFractionDigits: 0) } %)
notice-value-minutes = { NUMBER($value, maximumFractionDigits: 0) } min ({ NUMBER($low, maximumFractionDigits: 0) }–{ NUMBER($high, maximumFractionDigits: 0) })
notice-value-topics = { NUMBER($value, maximumFractionDigits: 1) } ({ NUMBER($low, maximumFractionDigits: 1) }–{ NUMBER($high, maximumFractionDigits: 1) })
notice-moved-none = there is nothing before it to compare with
notice-moved-few = too few to say how it has changed
notice-moved-early = too early to say how it has changed
notice-moved-level = the same as in the days before
notice-moved-longer = not compared: what was begun earlier had longer to be finished
notice-moved-up-share = higher than in the days before, by { NUMBER($low, maximumFractionDigits: 0) } to { NUMBER($high, maximumFractionDigits: 0) } points
notice-moved-up-minutes = more than in the days before, by { NUMBER($low, maximumFractionDigits: 0) } to { NUMBER($high, maximumFractionDigits: 0) } minutes
notice-moved-up-topics = more than in the days before, by { NUMBER($low, maximumFractionDigits: 1) } to { NUMBER($high, maximumFractionDigits: 1) } topics
notice-moved-down-share = lower than in the days before, by { NUMBER($low, maximumFractionDigits: 0) } to { NUMBER($high, maximumFractionDigits: 0) } points
notice-moved-down-minutes = less than in the days before, by { NUMBER($low, maximumFractionDigits: 0) } to { NUMBER($high, maximumFractionDigits: 0) } minutes
notice-moved-down-topics = fewer than in the days before, by { NUMBER($low, maximumFractionDigits: 1) } to { NUMBER($high, maximumFractionDigits: 1) } topics
notice-view-class-none = A view that you follow, { $place }: there is too little to say yet.
notice-view-all-none = A view of the institution that you follow: there is too little to say yet.
notice-emergency = Urgent, from your school: { $title }
notice-provider-waiting = There is something new from a content provider: { $title }
notice-provider-failed = A content provider could not be read: { $title }
notice-licence-near_seats = Nearly all seats of a licence are used: { $title }
notice-licence-over_seats = More students use a licence than it has seats: { $title }
notice-licence-near_end = A licence ends within 30 days: { $title }
notice-licence-ended = A licence has ended, so its content is not recommended any more: { $title }
notice-announcement = Your school has announced something.
notice-summary = Your daily summary
notice-other = A notification

notices-choices = Notifications
notices-choices-lead = Choose for each kind how you are told. Each choice is saved straight away.
notices-mode-once = At once
notices-mode-daily = In a daily summary
notices-mode-off = Not at all
notices-daily-note = The daily summary comes at 7 in the morning.
notices-saved = Your choice is kept.
notices-always = Always at once.
notices-kind-reply = Replies to my posts
notices-kind-helpful = A reply of mine helped somebody
notices-kind-post = My posts: shown or hidden by my teacher
notices-kind-report = What became of something that I reported
notices-kind-goal_reached = I reached a goal
notices-kind-goal_due = The day of a goal is tomorrow
notices-kind-withdrawn = A question that I answered is not used any more
notices-kind-assignment = New assignments
notices-kind-assignment_due = Something assigned is due tomorrow
notices-kind-path_rule = My teacher changed what comes next for me
notices-kind-voided = My answers do not count any more, or count again
notices-why-voided = You have to know this: what learnapp says about you has changed.
notices-kind-review = Something waits for me in the review queue
notices-kind-broken = A student says that a question is broken
notices-kind-message = Messages from home
notices-kind-grades = Grades do not get into the gradebook of the course
notices-kind-answered = A teacher answered my message
notices-kind-week = Each Monday: how the week of my child went
notices-kind-offer = An idea for me when something is hard
notices-kind-inbox = Something waits for me in the inbox of a class
notices-kind-from_school = A teacher writes to me about my child
notices-kind-consent = Consent for my child is recorded or withdrawn
notices-why-consent = You have to know this: it decides what may be stored of your child.
notices-kind-import = My imports: finished or failed
notices-kind-support = Whoever runs the server asks to look at people
notices-kind-flagged = A teacher takes a question out of use
notices-kind-account = The safety of my account
notices-why-account = You have to know this, by e-mail too: it may be somebody else who uses your account.
notices-kind-address = An address of mine does not work
notices-why-address = You have to know this: what is sent there does not reach you.
notices-kind-webhook = Webhooks: a receiver was switched off
notices-kind-export = Exports: finished, failed, or to be released
notices-kind-delivery = Messages do not go out, or come back
notices-kind-view = A saved view of figures that I follow
notices-kind-class_week = Each Monday: how the week of my class went
notices-kind-emergency = Emergencies
notices-why-emergency = You have to know this, by e-mail too, at any hour.
notices-kind-announcement = Announcements of the school (you also see them on your first page)
notices-kind-training = My trainings of models: finished or failed
notices-kind-model_budget = The budget for the language model runs out
notices-kind-provider = Content providers: something new, or one could not be read
notices-kind-licence = Licences of content: nearly used up, or ending
notices-quiet = Quiet hours
notices-quiet-on = Keep the bell quiet for some hours
notices-quiet-note = What comes in these hours counts on the bell when they end, and letters and other messages that would come at once wait as long. Only an emergency and the safety of your account do not wait. The hours are those of the time zone that you have chosen above, otherwise of your school.
notices-quiet-from = From
notices-quiet-until = Until
help-notices = What happened that concerns you, newest first. Open one to go to its place; then it is read. Under your account you choose what you are told, and when it is quiet.

experiment-part-title = Trying things out
experiment-part-text = Sometimes your school tries another way of choosing what comes next, to learn what helps. Everything you are shown has been checked. You can say no; nothing else changes.
experiment-part-child-text = Sometimes the school tries another way of choosing what comes next, to learn what helps. Everything your child is shown has been checked. You can say no; nothing else changes.
experiment-part-label = Try new ways with me
experiment-part-child-label = Try new ways with my child
