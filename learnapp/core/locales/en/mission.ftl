# What an institution measures itself by.
mission-title = What we measure ourselves by
mission-lead = Five promises, each with its target. Figures are of the last { $weeks } weeks, with the range in which the true value lies with 95 % certainty. Where there is too little to say, that is said.
mission-counted = Counted { $at }, once a day.
mission-not-yet = Nothing is counted yet: the worker counts once a day. If it is still so tomorrow, no worker is running, and whoever runs the system for you has to start it.
mission-percent = { NUMBER($value, maximumFractionDigits: 1) } %
mission-points = { NUMBER($value, maximumFractionDigits: 0) } points
mission-range = between { NUMBER($low, maximumFractionDigits: 1) } % and { NUMBER($high, maximumFractionDigits: 1) } %
mission-range-points = between { NUMBER($low, maximumFractionDigits: 0) } and { NUMBER($high, maximumFractionDigits: 0) }
mission-too-little = Not enough data
mission-standing-reached = Target reached
mission-standing-missed = Target missed
mission-standing-open = Too close to say
mission-standing-none = Not enough data
mission-rests = What this rests on
mission-cannot = What it cannot tell:
mission-weeks = Week by week
mission-week = Week from
mission-value = Value
mission-between = Range
mission-base = Counted
mission-units = Of how many
mission-reported-week = Students reported
mission-reported-wrong = Found wrong, of those decided
mission-reported-of = { NUMBER($hits) } of { NUMBER($base) }
mission-days = From { $first } to { $last }.
mission-ctr = Suggestions that are followed
mission-what-ctr = Of what students were suggested, how much they opened within a day.
mission-target-ctr = Target: at least { NUMBER($target, maximumFractionDigits: 0) } %
mission-needs-ctr = { $least } students are needed
mission-from-ctr = { NUMBER($hits) } of { NUMBER($base) } suggestions, of { NUMBER($units) } students.
mission-how-ctr = A thing that stood on a student’s page counts once a day, however often it was shown; it counts as opened when the student did anything with it within 24 hours, other than sending it away. The range has the student as its unit: what one person does resembles what they did before.
mission-cannot-ctr = whether it was opened because it was suggested. Somebody who goes through the course in its order opens some of it anyway.
mission-completion = What is begun is finished
mission-what-completion = Of what was suggested and opened, how much was finished within a day.
mission-target-completion = Target: at least { NUMBER($target, maximumFractionDigits: 0) } %
mission-needs-completion = { $least } students are needed
mission-from-completion = { NUMBER($hits) } of { NUMBER($base) } opened contents, of { NUMBER($units) } students.
mission-how-completion = A task is finished when each of its steps was solved, a text when nine tenths of it were read, a video when it was watched to its end, a simulation when its aim was reached.
mission-cannot-completion = what became of it later: what is finished two days afterwards does not count.
mission-pace = Time until a topic is mastered
mission-what-pace = How much less time topics take with suggestions than without.
mission-target-pace = Target: at least { NUMBER($target, maximumFractionDigits: 0) } % less
mission-needs-pace = { $least } students on either side are needed, with topics that both have mastered
mission-from-pace = { NUMBER($base) } mastered topics; { NUMBER($units) } students with suggestions beside { NUMBER($others) } without.
mission-how-pace = For each topic that a student has mastered for the first time: the minutes on its tasks until then, a quarter of an hour for one answer at most. Times are compared within the same topic, as proportions, so that hard topics and single long evenings decide nothing. The range draws whole students again.
mission-way-drawn = These students were drawn by lot: for some of them an experiment let chance choose what is suggested, for the others the rules and models of this school. Who is where has no other reason, so the difference may be called an effect.
mission-way-seen = Nobody was drawn by lot here: students with at least half of their answers to suggested things stand beside those who mostly went their own way. Those who follow suggestions may differ in other things too, so this is no proof of an effect. An experiment would be: each has a share for which chance alone chooses.
mission-cannot-pace = how those fare who have not mastered a topic yet; only mastered ones are compared. And minutes are those on tasks, not those spent thinking elsewhere.
mission-nps = Would people recommend it
mission-what-nps = The share of those who say 9 or 10 of 10, minus the share of those who say 6 or less.
mission-target-nps = Target: at least { NUMBER($target, maximumFractionDigits: 0) } points
mission-needs-nps = { $least } answers are needed
mission-from-nps = { NUMBER($units) } answers.
mission-how-nps = Teachers, guardians and admins are asked on their own first page, not before their first week is over and once in three months; students are not asked. They can write why beside it; every page has a place for a word, too. Answers are kept without a name.
mission-cannot-nps = what those think who close the question.
mission-hallucination = Wrong sentences of the tutor
mission-what-hallucination = Of sentences by a language model that students could read, how many a certified reviewer has found wrong.
mission-target-hallucination = Target: below { NUMBER($target, maximumFractionDigits: 0) } %
mission-needs-hallucination = { $least } sentences with a decision are needed
mission-from-hallucination = { NUMBER($hits) } wrong of { NUMBER($base) } sentences that reviewers have decided about.
mission-how-hallucination = One in twenty of the sentences that pass all checks is drawn by what it says, and waits in the review queue like those that were held. What reviewers reject or correct counts as wrong, and is not shown again. Sentences that were held do not count: nobody has read them. Without a language model the tutor shows sentences of the course word for word, and there is nothing to count.
mission-cannot-hallucination = what reviewers overlook. A sentence that was shown to many counts once. Answers beside a student’s own task are kept nowhere, so none of them is drawn.
mission-reported = Beside it: students have reported { NUMBER($units) } { $units ->
    [one] sentence
   *[other] sentences
 } in this time. Of { NUMBER($base) } about which reviewers have decided, { NUMBER($hits) } { $hits ->
    [one] was
   *[other] were
 } wrong. They are no part of the rate, for students report what looks wrong to them.
mission-go-drift = Watched models, day by day
mission-go-experiments = Experiments
mission-go-feedback = What people say
mission-go-reviews = Review queue
mission-link = What we measure ourselves by
