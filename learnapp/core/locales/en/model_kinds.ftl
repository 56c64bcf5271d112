# The words of each kind of trained model: what serves without it, its figures, its gates and what it learned from.
models-untrained-content_recommender = The rules, which are the same in every school, put things in order for everybody.
models-untrained-intervention_trigger = The rule of five observations serves, which anybody can check by hand.
models-untrained-difficulty_estimator = Each course is estimated by itself every night, from its own answers.
models-back-text-content_recommender = The rules will put things in order for everybody again, at once. No gate is asked.
models-back-text-intervention_trigger = The rule of five observations will serve again from the next night on. No gate is asked.
models-back-text-difficulty_estimator = Each course will be estimated by itself again, within the hour. No gate is asked.
models-learned-from-content_recommender = { NUMBER($answers) } recommendations of { NUMBER($students) } students
models-learned-from-intervention_trigger = { NUMBER($answers) } weeks of { NUMBER($students) } students
models-learned-from-difficulty_estimator = { NUMBER($answers) } first answers of { NUMBER($students) } students
models-column-good = How good
models-headline-mastery_predictor = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } right from wrong
models-headline-content_recommender = { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } more than the rules
models-headline-intervention_trigger = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } who falls behind
models-headline-difficulty_estimator = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } surprise
models-between = between { NUMBER($low, maximumFractionDigits: 2) } and { NUMBER($high, maximumFractionDigits: 2) }

models-gate-content_recommender-enough-passed = It was judged by decisions about { NUMBER($count) } students that it has not seen; they count like { NUMBER($value, maximumFractionDigits: 0) } that were drawn for this, and { NUMBER($limit) } are needed.
models-gate-content_recommender-enough-failed = It was judged by decisions of { NUMBER($count) } students; they count like { NUMBER($value, maximumFractionDigits: 0) } that were drawn for this, and { NUMBER($limit) } of { $other } students are needed.
models-gate-content_recommender-enough-too_few = It was judged by decisions of { NUMBER($count) } students; they count like { NUMBER($value, maximumFractionDigits: 0) } that were drawn for this, and { NUMBER($limit) } of { $other } students are needed.
models-gate-content_recommender-better-passed = What it would have shown brings more than { $about ->
    [none] the rules
   *[other] version { $about }
  }: { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } for each thing shown (between { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } and { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-better-failed = What it would have shown does not surely bring more than { $about ->
    [none] the rules
   *[other] version { $about }
  }: { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } for each thing shown (between { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } and { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-better-too_few = There are too few recommendations to say whether it brings more than { $about ->
    [none] the rules
   *[other] version { $about }
  }.
models-gate-content_recommender-fair-passed = No group surely gets less from it than from the rules: the least of { $count } groups is { $about }, with { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } (between { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } and { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-fair-failed = The group { $about } gets less from it than from the rules: { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } (between { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } and { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-fair-too_few = No group is large enough to say anything about it. This gate does not stop the version.
models-gate-content_recommender-fast-passed = Putting 24 things in order takes { NUMBER($value, maximumFractionDigits: 1) } ms at most, 99 times of 100; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-content_recommender-fast-failed = Putting 24 things in order takes { NUMBER($value, maximumFractionDigits: 1) } ms, 1 time of 100 more; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-content_recommender-fast-too_few = It could not be timed, for nobody was there to time it with.

models-gate-intervention_trigger-enough-passed = It was judged by { NUMBER($value) } weeks of { $count } students that it has not seen.
models-gate-intervention_trigger-enough-failed = It was judged by { NUMBER($value) } weeks of { $count } students; { NUMBER($limit) } weeks of { $other } students are needed.
models-gate-intervention_trigger-enough-too_few = It was judged by { NUMBER($value) } weeks of { $count } students; { NUMBER($limit) } weeks of { $other } students are needed, and in some of them somebody has to fall behind.
models-gate-intervention_trigger-better-passed = It tells who falls behind better than { $about ->
    [none] the rule
   *[other] version { $about }
  }: by { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (between { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } and { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }), or its chances are closer to what happened, and neither is worse.
models-gate-intervention_trigger-better-failed = It does not surely tell better who falls behind than { $about ->
    [none] the rule
   *[other] version { $about }
  }: the difference is { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (between { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } and { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }).
models-gate-intervention_trigger-better-too_few = There are too few weeks to say whether it is better than { $about ->
    [none] the rule
   *[other] version { $about }
  }.
models-gate-intervention_trigger-fair-passed = It tells who falls behind about as well in every group: between { $about } the curves lie { NUMBER($value, maximumFractionDigits: 1) } points of a hundred apart, chance alone makes { NUMBER($low, maximumFractionDigits: 1) }, and { NUMBER($limit, maximumFractionDigits: 0) } is the limit (ABROCA, the widest of { $count } groups).
models-gate-intervention_trigger-fair-failed = It does not tell equally well in every group who falls behind: between { $about } the curves lie { NUMBER($value, maximumFractionDigits: 1) } points of a hundred apart (ABROCA; chance alone makes { NUMBER($low, maximumFractionDigits: 1) }, { NUMBER($limit, maximumFractionDigits: 0) } is the limit), and errors differ by { NUMBER($high, maximumFractionDigits: 1) }.
models-gate-intervention_trigger-fair-too_few = There are not two groups large enough to be compared. This gate does not stop the version.
models-gate-intervention_trigger-fast-passed = A class of 30 takes { NUMBER($value, maximumFractionDigits: 0) } ms at most, 99 times of 100; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-intervention_trigger-fast-failed = A class of 30 takes { NUMBER($value, maximumFractionDigits: 0) } ms, 1 time of 100 more; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-intervention_trigger-fast-too_few = It could not be timed, for nobody was there to time it with.

models-gate-difficulty_estimator-enough-passed = It was judged by { NUMBER($value) } first answers of { $count } students that it has not seen.
models-gate-difficulty_estimator-enough-failed = It was judged by { NUMBER($value) } first answers of { $count } students; { NUMBER($limit) } answers of { $other } students are needed.
models-gate-difficulty_estimator-enough-too_few = It was judged by { NUMBER($value) } first answers of { $count } students; { NUMBER($limit) } answers of { $other } students are needed.
models-gate-difficulty_estimator-better-passed = Questions that are estimated with it foretell answers better than { $about ->
    [none] courses that are each estimated by themselves
   *[other] version { $about }
  }: surprise is lower by { NUMBER($value, minimumFractionDigits: 4, maximumFractionDigits: 4) } (between { NUMBER($low, minimumFractionDigits: 4, maximumFractionDigits: 4) } and { NUMBER($high, minimumFractionDigits: 4, maximumFractionDigits: 4) }), or right and wrong are told apart better, and neither is worse.
models-gate-difficulty_estimator-better-failed = Questions that are estimated with it do not surely foretell answers better than { $about ->
    [none] courses that are each estimated by themselves
   *[other] version { $about }
  }: surprise is lower by { NUMBER($value, minimumFractionDigits: 4, maximumFractionDigits: 4) } (between { NUMBER($low, minimumFractionDigits: 4, maximumFractionDigits: 4) } and { NUMBER($high, minimumFractionDigits: 4, maximumFractionDigits: 4) }).
models-gate-difficulty_estimator-better-too_few = There are too few answers to say whether it is better than { $about ->
    [none] courses that are each estimated by themselves
   *[other] version { $about }
  }.
models-gate-difficulty_estimator-fair-passed = The widest gap of { $count } groups is { NUMBER($value, maximumFractionDigits: 1) } points of a hundred, of the group { $about } (between { NUMBER($low, maximumFractionDigits: 1) } and { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } is the limit for what is no chance.
models-gate-difficulty_estimator-fair-failed = The group { $about } is judged { NUMBER($value, maximumFractionDigits: 1) } points of a hundred differently from the others (between { NUMBER($low, maximumFractionDigits: 1) } and { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } is the limit.
models-gate-difficulty_estimator-fair-too_few = No group is large enough to say anything about it. This gate does not stop the version.
models-gate-difficulty_estimator-fast-passed = Guessing 200 questions from their texts takes { NUMBER($value, maximumFractionDigits: 0) } ms at most, 99 times of 100; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-difficulty_estimator-fast-failed = Guessing 200 questions from their texts takes { NUMBER($value, maximumFractionDigits: 0) } ms, 1 time of 100 more; { NUMBER($limit, maximumFractionDigits: 0) } ms is the limit.
models-gate-difficulty_estimator-fast-too_few = It could not be timed, for nobody was there to time it with.

models-figures-text-content_recommender = Judged by { NUMBER($answers) } decisions about { $students } students that it has not seen: from what really came of what was shown then, it is worked out what its own choice would have brought.
models-figures-text-intervention_trigger = Judged by { NUMBER($answers) } weeks of { $students } students that it has not seen: what it would have said then, and what came of it in the four weeks after.
models-figures-text-difficulty_estimator = Judged by { NUMBER($answers) } first answers of { $students } students that it has not seen.
models-figures-few-content_recommender = Not enough data: only { NUMBER($answers) } decisions about { $students } students were left to judge by. Train again when more recommendations have been used.
models-figures-few-intervention_trigger = Not enough data: only { NUMBER($answers) } weeks of { $students } students were left to judge by. Train again after some more weeks.
models-figures-few-difficulty_estimator = Not enough data: only { NUMBER($answers) } first answers of { $students } students were left to judge by. Train again when more has been answered.
models-figure-content_recommender-reward_model = What a thing it shows brings
models-figure-content_recommender-reward_model-text = Points of mastery for each minute, more for what is finished and still known on another day.
models-figure-content_recommender-reward_over_rules = More than the rules bring
models-figure-content_recommender-reward_over_rules-text = Above 0 is better; when the whole range lies above 0, it is surely better.
models-figure-content_recommender-reward_over_chance = More than chance brings
models-figure-content_recommender-reward_over_chance-text = Beside things that are drawn evenly from what was open.
models-figure-content_recommender-effective_sample = Counts like so many
models-figure-content_recommender-effective_sample-text = Things shown that say something of its own choice (effective sample).
models-figure-content_recommender-p99_ms = Time to put 24 things in order
models-figure-content_recommender-p99_ms-text = 99 times of 100 it is faster.
models-figure-intervention_trigger-auc = Tells who falls behind
models-figure-intervention_trigger-auc-text = 0.5 is guessing, 1 is never wrong (AUC).
models-figure-intervention_trigger-log_loss = Surprise
models-figure-intervention_trigger-log_loss-text = How far its chances are from what happened; less is better (log loss).
models-figure-intervention_trigger-accuracy = Right guesses
models-figure-intervention_trigger-accuracy-text = Share of weeks for which more likely than not came true.
models-figure-intervention_trigger-ece = Chances off by
models-figure-intervention_trigger-ece-text = How far chances and results lie apart on average; less is better (ECE).
models-figure-intervention_trigger-ece_noise = of which chance alone
models-figure-intervention_trigger-ece_noise-text = What a perfect model would show on as many weeks.
models-figure-intervention_trigger-p99_ms = Time for a class of 30
models-figure-intervention_trigger-p99_ms-text = 99 times of 100 it is faster. It works at night, so nobody waits.
models-figure-difficulty_estimator-log_loss = Surprise
models-figure-difficulty_estimator-log_loss-text = How far the chances from estimated questions are from what happened; less is better (log loss).
models-figure-difficulty_estimator-author_log_loss = With the authors’ own figures
models-figure-difficulty_estimator-author_log_loss-text = The same surprise, if nothing were estimated.
models-figure-difficulty_estimator-auc = Tells right from wrong
models-figure-difficulty_estimator-auc-text = 0.5 is guessing, 1 is never wrong (AUC).
models-figure-difficulty_estimator-ece = Chances off by
models-figure-difficulty_estimator-ece-text = How far chances and results lie apart on average; less is better (ECE).
models-figure-difficulty_estimator-p99_ms = Time to guess 200 questions
models-figure-difficulty_estimator-p99_ms-text = 99 times of 100 it is faster. It works once in an hour, so nobody waits.

models-groups-text-content_recommender = The gap says how much more (above 0) or less (below 0) than from the rules the students of a group get from each thing that is shown. The range says where it lies.
models-groups-text-intervention_trigger = The gap says how many points of a hundred it expects too much (above 0) or too little (below 0) of a group, compared with everybody. The range says where the gap lies. More about groups is on the page Fairness.
models-groups-text-difficulty_estimator = The gap says how many points of a hundred it expects too much (above 0) or too little (below 0) of a group, compared with everybody. The range says where the gap lies.
models-dimension-age = Age
models-dimension-language = Language
models-dimension-section = Class
models-data-text-content_recommender = { NUMBER($answers) } recommendations to { NUMBER($students) } students, made from { $first } to { $last }, with what they did with them. It was judged by { NUMBER($test_answers) } to { NUMBER($test_students) } other students.
models-data-text-intervention_trigger = { NUMBER($answers) } weeks of { NUMBER($students) } students, from { $first } to { $last }, with what came of each in the four weeks after. It was judged by { NUMBER($test_answers) } weeks of { NUMBER($test_students) } other students.
models-data-text-difficulty_estimator = { NUMBER($answers) } first answers of { NUMBER($students) } students. It was judged by { NUMBER($test_answers) } first answers of { NUMBER($test_students) } other students.
models-data-what-content_recommender = { NUMBER($items) } things on { NUMBER($kcs) } topics could have been shown; { $right } % of what was shown was opened.
models-data-what-intervention_trigger = In { $right } % of the weeks somebody fell behind afterwards.
models-data-what-difficulty_estimator = { NUMBER($items) } questions of { NUMBER($kcs) } courses; { $right } % of the first answers were right.

notice-training-done-mastery_predictor = Your training is finished: chance of a right answer
notice-training-done-content_recommender = Your training is finished: what comes next
notice-training-done-intervention_trigger = Your training is finished: who may need help
notice-training-done-difficulty_estimator = Your training is finished: how hard a question is
notice-training-failed-mastery_predictor = Your training has failed: chance of a right answer
notice-training-failed-content_recommender = Your training has failed: what comes next
notice-training-failed-intervention_trigger = Your training has failed: who may need help
notice-training-failed-difficulty_estimator = Your training has failed: how hard a question is
models-pruned = Its files were removed, for it served nowhere for long. Its card stays. Train again to have it back.
models-watched-text-content_recommender = Of { NUMBER($answers) } things that it showed on { NUMBER($days) } days, { NUMBER($said, maximumFractionDigits: 1) } % were opened, and { NUMBER($was, maximumFractionDigits: 1) } % of these were finished.
models-watched-few-content_recommender = Not enough data: it has shown { NUMBER($answers) } things so far of which it is known what came of them. It has to serve or be on trial.
models-watched-text-intervention_trigger = Of { NUMBER($answers) } new weeks of students it expected { NUMBER($said, maximumFractionDigits: 1) } % to be followed by falling behind; { NUMBER($was, maximumFractionDigits: 1) } % were ({ NUMBER($days) } weeks of classes).
models-watched-few-intervention_trigger = Not enough data: of { NUMBER($answers) } new weeks of students it is known what came of them, which takes four weeks. It has to serve or look on.
models-watched-text-difficulty_estimator = In { NUMBER($days) } courses that rest on it, the surprise at { NUMBER($answers) } first answers is { NUMBER($said, maximumFractionDigits: 4) }; with the authors’ own figures it would be { NUMBER($was, maximumFractionDigits: 4) }.
models-watched-few-difficulty_estimator = Not enough data: { NUMBER($answers) } first answers in { NUMBER($days) } courses rest on it so far. It has to serve.
fairness-since = In use since { $day }.
