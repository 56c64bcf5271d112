# Trained models: what serves, what is tried, trainings, and the card of one version.
models-pages = Pages about models
help-models = Models learn from the work done at your school: how likely an answer is right, what could come next, how hard a question is, who may need help. Here you see which version serves, try out a newer one, start a training, and go back at any time. If a model cannot be used, the way that needs no training takes its place and nothing stops.
help-model = The card of one version: what it is for, what it learned from, how good it is beside the one that serves, and whom it fits less well. The gates decide whether it may serve; nobody can open them by hand. Going back is always possible.
trail-thing-model = Model
trail-verb-train = train
trail-verb-train_stop = training stopped
trail-verb-promote = put into use
trail-verb-rollback = back to the version before
trail-verb-clear = taken away
review-model-broken = The files of this model cannot be read. The version before it, or the simple way of reckoning, serves instead. Train it again.

models-title = Models
models-version-title = Version of a model
models-lead = Models learn from the work done at your school, and from that alone. Each has a way to do without it, which serves until you let a version in.
models-version = Version { $number }
models-back-to-list = All models
model-kind-mastery_predictor = Chance of a right answer
model-kind-content_recommender = What comes next
model-kind-difficulty_estimator = How hard a question is
model-kind-intervention_trigger = Who may need help
model-purpose-mastery_predictor = It says how likely a student is to answer a question right, so that practice is neither too easy nor too hard.
model-purpose-content_recommender = It puts what a student could do next in order, by what is learned from it.
model-purpose-difficulty_estimator = It says how hard each question is, from the answers to it.
model-purpose-intervention_trigger = It says who may fall behind, so that a teacher can look.
model-not-for-mastery_predictor = It knows answers given here. It says nothing about talent, diligence or work on paper.
model-not-for-content_recommender = It knows what is offered here. It does not know a student’s aims.
model-not-for-difficulty_estimator = It knows how hard a question was for those who got it. It does not say whether the question is good.
model-not-for-intervention_trigger = It sees work here. It does not know why somebody works less.
models-not-for = Where it must not be used
models-not-for-grades = Not for grades, places or any decision about a person: it is an estimate and can be wrong about one student.
models-not-for-others = Not at another school, and not for courses that it has not seen: it learned from this school.
models-not-for-alone = Not instead of a teacher’s judgement.

models-stage-production = Serves
models-stage-canary = Trial with some
models-stage-shadow = Looks on
models-waiting = Waits
models-nothing = Nothing
models-serves-all = serves everybody
models-since = since { $moment }
models-untrained-mastery_predictor = The simple way of reckoning, without any training, serves everybody.
models-shared = Version { $number } of the shared library serves, for your school has none of its own yet.
models-canary-share = { $kind ->
    [intervention_trigger] looks at { $share } % of the classes, always the same ones and at least one
    [difficulty_estimator] estimates the questions of { $share } % of the courses, always the same ones and at least one
   *[other] serves { $share } % of the students, always the same ones
  }
models-shadow-text = looks on; no student is served by it
models-clear = Take it away
models-clear-canary = Take version { $number } out of the trial
models-clear-shadow = Let version { $number } look on no more
models-back = Go back
models-back-text = Version { $number } will serve everybody again, at once. No gate is asked.
models-back-text-mastery_predictor = The simple way of reckoning, without any training, will serve everybody again, at once. No gate is asked.
models-back-now = Go back now
models-back-version = If something is wrong with this version, go back to the one before it. It takes seconds, and no gate is asked.
models-went-back = { $version ->
    [none] What needs no training serves again.
   *[other] Version { $version } serves again.
  }
models-moved-shadow = It looks on now.
models-moved-canary = { $kind ->
    [intervention_trigger] It is on trial with some of the classes now, from the next night on.
    [difficulty_estimator] It is on trial with some of the courses now, within the hour.
   *[other] It is on trial with some of the students now.
  }
models-moved-production = It serves everybody now.

models-train = Train now
models-train-text = A training takes from seconds to some minutes, and students notice nothing of it.
models-stop = Stop
models-resume = Go on
models-resume-of = Go on with the training of { $moment }
models-runs = Trainings
models-runs-none = Nothing has been trained yet.
models-turn-runs = Pages of trainings
models-versions = Versions
models-versions-none = There is no version yet. Train one.
models-turn-versions = Pages of versions
models-run-waiting = Waits for the worker
models-run-running = Trains
models-run-stopping = Stops
models-run-stopped = Stopped
models-run-interrupted = Interrupted
models-run-done = Done
models-run-failed = Failed
models-run-version = See the version
models-run-same = The answers and settings are those of the newest version, so nothing was added.
models-step-gather = Step { $done } of 5 done: gathers the answers
models-step-fit = Step { $done } of 5 done: learns
models-step-judge = Step { $done } of 5 done: is judged by students that it has not seen
models-step-compare = Step { $done } of 5 done: is compared with what serves now
models-step-store = Step { $done } of 5 done: is stored
models-reason-asked = Somebody asked
models-reason-nightly = Enough new answers
models-reason-drift = Answers have changed
models-learned-from-mastery_predictor = { NUMBER($answers) } answers of { NUMBER($students) } students
models-column-version = Version
models-column-kind = Model
models-column-gates = Gates
models-column-answers = Answers
models-column-made = Made
models-column-started = Started
models-column-why = Why
models-column-from = Learned from
models-gates-shut = { $count ->
    [one] 1 gate closed
   *[other] { $count } gates closed
  }
models-gates-open = All open
models-too-few = Not enough data
models-count = { NUMBER($value) }
models-kinds = The models
models-number = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) }
models-percent = { NUMBER($value, maximumFractionDigits: 0) } %
models-ms = { NUMBER($value, maximumFractionDigits: 1) } ms
models-mb = { NUMBER($value, maximumFractionDigits: 1) } MB
models-seconds = { NUMBER($value, maximumFractionDigits: 1) } s
models-unknown = not known

models-in-production = It serves everybody.
models-in-canary = { $kind ->
    [intervention_trigger] It looks at { $share } % of the classes, at least one.
    [difficulty_estimator] It estimates the questions of { $share } % of the courses, at least one.
   *[other] It serves { $share } % of the students.
  }
models-in-shadow = It looks on and serves nobody.
models-in-nothing = It serves nobody.
models-acts = What you can do
models-not-own = This version belongs to the shared library and is changed there.
models-why = Why (for the history)
models-share = { $kind ->
    [intervention_trigger] For how many classes
    [difficulty_estimator] For how many courses
   *[other] For how many students
  }
models-move-shadow = Let it look on
models-move-shadow-text = Looking on, no student is served by it. How it does is said on this page as far as it can be seen from outside.
models-move-canary = Try it with some
models-move-canary-text = { $kind ->
    [intervention_trigger] On trial, it looks at a share of the classes every night, always the same ones and at least one. The others are looked at as before.
    [difficulty_estimator] On trial, it estimates the questions of a share of the courses, always the same ones and at least one. The others are estimated as before.
   *[other] On trial, it serves a share of the students, always the same ones.
  }
models-move-production = Let it serve everybody
models-move-production-text = { $kind ->
    [intervention_trigger] In full use, it looks at every class. You can go back at any time.
    [difficulty_estimator] In full use, it estimates the questions of every course. You can go back at any time.
   *[other] In full use, it serves every student. You can go back at any time.
  }
models-shut-now = A gate is closed, so this will be refused. The gates below say which one and why.

models-gates = Gates
models-gates-text = All of them have to be open before a version serves everybody. Nobody can open a gate by hand.
models-stale = This version was compared with what does not serve any more. Train again to compare it with what serves now, or go back first.
models-column-gate = Gate
models-column-because = Because
models-gate-passed = Open
models-gate-failed = Closed
models-gate-too_few = Not enough data
models-gate-enough = Enough data
models-gate-better = Better
models-gate-calibrated = Chances come true
models-gate-fair = Fits every group
models-gate-fast = Fast
models-gate-enough-passed = It was judged by { NUMBER($value) } answers of { $count } students that it has not seen.
models-gate-enough-failed = It was judged by { NUMBER($value) } answers of { $count } students; { NUMBER($limit) } answers of { $other } students are needed.
models-gate-enough-too_few = It was judged by { NUMBER($value) } answers of { $count } students; { NUMBER($limit) } answers of { $other } students are needed.
models-gate-better-passed = It tells right from wrong answers better than { $about ->
    [none] the simple way of reckoning
   *[other] version { $about }
  }: by { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (between { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } and { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }), or its chances are closer to what happened, and neither is worse.
models-gate-better-failed = It is not better than { $about ->
    [none] the simple way of reckoning
   *[other] version { $about }
  } beyond chance: the difference is { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (between { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } and { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }).
models-gate-better-too_few = There are too few answers to say whether it is better than { $about ->
    [none] the simple way of reckoning
   *[other] version { $about }
  }.
models-gate-seen = { NUMBER($count) } of these answers are of students that the other one may have learned from, which favours the other one.
models-gate-calibrated-passed = Chances and results lie { NUMBER($value, maximumFractionDigits: 1) } points of a hundred apart on average; up to { NUMBER($limit, maximumFractionDigits: 1) } is allowed, and chance alone makes { NUMBER($low, maximumFractionDigits: 1) }.
models-gate-calibrated-failed = Chances and results lie { NUMBER($value, maximumFractionDigits: 1) } points of a hundred apart on average; only { NUMBER($limit, maximumFractionDigits: 1) } is allowed, and chance alone makes { NUMBER($low, maximumFractionDigits: 1) }.
models-gate-calibrated-too_few = There are too few answers to say whether its chances come true.
models-gate-fair-passed = The widest gap of { $count } groups is { NUMBER($value, maximumFractionDigits: 1) } points of a hundred, of the group { $about } (between { NUMBER($low, maximumFractionDigits: 1) } and { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } is the limit for what is no chance.
models-gate-fair-failed = The group { $about } is judged { NUMBER($value, maximumFractionDigits: 1) } points of a hundred differently from the others (between { NUMBER($low, maximumFractionDigits: 1) } and { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } is the limit.
models-gate-fair-too_few = No group is large enough to say anything about it. This gate does not stop the version.
models-gate-small = { $count ->
    [one] 1 group is too small to say anything.
   *[other] { $count } groups are too small to say anything.
  }
models-gate-fast-passed = 200 questions for one student take { NUMBER($value, maximumFractionDigits: 1) } ms at most, 99 times of 100; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-fast-failed = 200 questions for one student take { NUMBER($value, maximumFractionDigits: 1) } ms, 1 time of 100 more; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-fast-too_few = It could not be timed, for nobody was there to time it with.

models-figures = How good it is
models-figures-text-mastery_predictor = Judged by { NUMBER($answers) } answers of { $students } students that it has not seen, like everything it is compared with.
models-figures-few-mastery_predictor = Not enough data: only { NUMBER($answers) } answers of { $students } students were left to judge by. Train again when more has been answered.
models-column-figure = Figure
models-column-this = This version
models-column-before = What served then
models-column-base = Without training
models-before = What served then: version { $number }.
models-figure-auc = Tells right from wrong
models-figure-auc-text = 0.5 is guessing, 1 is never wrong (AUC).
models-figure-log_loss = Surprise
models-figure-log_loss-text = How far its chances are from what happened; less is better (log loss).
models-figure-accuracy = Right guesses
models-figure-accuracy-text = Share of answers for which more likely than not came true.
models-figure-ece = Chances off by
models-figure-ece-text = How far chances and results lie apart on average; less is better (ECE).
models-figure-ece_noise = of which chance alone
models-figure-ece_noise-text = What a perfect model would show on as many answers.
models-figure-p99_ms = Time for 200 questions
models-figure-p99_ms-text = 99 times of 100 it is faster.
models-calibration = Do its chances come true?
models-calibration-text = Of all answers that it gave a chance of 70 %, 70 % should have been right: the closer to the dotted line, the better.
models-calibration-model = This version
models-calibration-line = As it should be
models-calibration-axis = Chance it gave
models-as-table = As a table
models-said = Chance it gave
models-was = Were right
models-groups = Does it fit every group?
models-groups-text-mastery_predictor = The gap says how many points of a hundred it expects too much (above 0) or too little (below 0) of a group, compared with everybody. The range says where the gap lies.
models-column-group = Group
models-column-by = Divided by
models-column-students = Students
models-column-gap = Gap
models-dimension-grade = Years of birth
models-dimension-subject = Subject
models-dimension-difficulty = Difficulty
models-group = { $group ->
    [easy] easy questions
    [middle] middling questions
    [hard] hard questions
    [unknown] not known
   *[other] { $group }
  }
models-gap = { NUMBER($gap, maximumFractionDigits: 1) } (between { NUMBER($low, maximumFractionDigits: 1) } and { NUMBER($high, maximumFractionDigits: 1) })
models-data = What it learned from
models-data-text-mastery_predictor = { NUMBER($answers) } answers of { NUMBER($students) } students, given from { $first } to { $last }. It was judged by { NUMBER($test_answers) } answers of { NUMBER($test_students) } other students.
models-data-what-mastery_predictor = { NUMBER($items) } questions on { NUMBER($kcs) } topics; { $right } % of the answers were right.
models-data-synthetic = { NUMBER($count) } marked synthetic answers were added to learn from, for one outcome was rare. None of them was used to judge it.
models-data-limited = There were more answers than are used; the oldest were left out.
models-data-private = Students stand in it as random numbers. It has no names, no texts and no dates.
models-cleaning = What was left out of { NUMBER($gathered) } answers
models-cleaning-title = What was left out
models-column-clean = Why
models-column-out = Answers
models-column-left = Left
models-clean-consent = No consent to learn from them, or no account any more
models-clean-voided = The question is void for the class
models-clean-unusable = Without a result, a student or a topic
models-clean-clock = A clock went back (mended, not left out)
models-clean-twice = Sent twice within two seconds
models-clean-broken = Sessions with impossible times
models-clean-robot = Faster or more even than a person can answer
models-strata = Who was kept apart to judge by
models-column-stratum = Years of birth · subject · difficulty
models-column-train = To learn from
models-column-test = To judge by
models-watched = How it does since it was made
models-watched-text-mastery_predictor = Of { NUMBER($answers) } new answers in { $days ->
    [one] 1 day
   *[other] { $days } days
  } it expected { NUMBER($said, maximumFractionDigits: 1) } % to be right; { NUMBER($was, maximumFractionDigits: 1) } % were.
models-watched-few-mastery_predictor = Not enough data: it has seen { NUMBER($answers) } new answers so far. It has to serve, be on trial or look on.
models-history = History
models-history-none = Nothing has happened to it yet.
models-made-at = Made
models-made-commit = Release
models-made-data = Fingerprint of the data
models-made-size = Size
models-made-seconds = Time to learn
models-made-memory = Memory needed
models-act-put-shadow = Looks on from here.
models-act-put-canary = { $kind ->
    [intervention_trigger] On trial with { $share } % of the classes.
    [difficulty_estimator] On trial with { $share } % of the courses.
   *[other] On trial with { $share } % of the students.
  }
models-act-put-production = Serves everybody.
models-act-promote-production = Serves everybody.
models-act-rollback-production = Serves again: somebody went back.
models-act-clear-shadow = Taken away.
models-act-clear-canary = Taken away.
models-by = By { $name }.
models-by-system = By the system.
