# What the system keeps count of about learning: the page for admins, and what each feature says.
nav-features = Features
features-title = Features
features-lead = What the models know of a student, in numbers. Each feature is kept in one place and means the same everywhere.
features-query = Name or meaning
features-family = About
features-family-all = Everything
features-name = Feature
features-meaning = What it says
features-sources = Comes from
features-fresh = Freshness
features-coverage = Known of
features-spread = Spread
features-none = No feature fits
features-none-text = Search for a shorter word, or choose everything.
features-not-enough = Not enough data
features-no-sources = The course itself
features-of-students = { $share } % of { $of } students
features-of-topics = { $share } % of { $of } topics begun
features-of-items = { $share } % of { $of } tasks
features-range = from { $low } to { $high }, in the middle { $middle }
features-always = always { $low }
features-counted = Counted from the { $students ->
    [one] student who was active last
   *[other] { $students } students who were active last
  }, { $ago } ago.
features-never-counted = The background worker has not counted anything yet. It does so within the hour after the first answers. If nothing comes, the worker is not running: whoever runs the system for you has to start it.
features-progress = { $done } of { $all } classes with news are counted for this hour.
features-fresh-now = With every event: at most { $ago } behind
features-fresh-with-event = With every event
features-fresh-hourly = Every hour: counted { $ago } ago
features-fresh-hourly-never = Every hour: not counted yet
features-fresh-daily = Once a day
features-late = Features are late: { $count ->
    [one] one record misses an event
   *[other] { $count } records miss an event
  }. Students can go on working; the worker counts them again by itself.
features-figures-late = The hourly figures are late. Students can go on working. If this stays so, ask your operator to look at the worker.
features-sources-more = { $first } and { $count } more

features-entity-student = Student
features-entity-student_course = Student and course
features-entity-student_kc = Student and topic
features-entity-student_class = Student and class
features-entity-item = Task

feature-unit-share = share, 0 to 1
feature-unit-flag = 0 or 1
feature-unit-count = number
feature-unit-days = days
feature-unit-hours = hours
feature-unit-minutes = minutes
feature-unit-seconds = seconds
feature-unit-logits = logits
feature-unit-change = difference, −1 to 1
feature-unit-per_week = change of the share in a week
feature-unit-sd = standard deviations of the class

feature-family-mastery = Mastery of learning objectives
feature-family-time_on_task = Time on task
feature-family-quiz_attempts = Attempts at questions and quizzes
feature-family-video_completion = Videos watched to the end
feature-family-forum = Discussion
feature-family-collaboration = Helping each other
feature-family-learning_style = Ways of learning
feature-family-engagement_trend = Engagement
feature-family-prerequisites = What has to come before
feature-family-difficulty_preference = Difficulty
feature-family-session_frequency = How often they come
feature-family-time_of_day = Time of day
feature-family-device = Device
feature-family-content_preference = Kinds of content
feature-family-assessment_trend = Right answers over time
feature-family-other = Other

feature-verb-video_progressed = watching a video
feature-verb-video_completed = a video watched to the end
feature-verb-read = reading
feature-verb-explanation_opened = another explanation opened
feature-verb-simulation_interacted = trying a simulation
feature-verb-answered = answers
feature-verb-hint_requested = hints
feature-verb-quiz_started = a quiz begun
feature-verb-quiz_completed = a quiz finished
feature-verb-forum_posted = posts
feature-verb-forum_replied = replies
feature-verb-peer_helped = posts that others found helpful
feature-verb-session_started = a visit begun
feature-verb-session_ended = a visit ended
feature-verb-recommendation_shown = a recommendation shown
feature-verb-recommendation_opened = a recommendation opened
feature-verb-recommendation_dismissed = a recommendation put away
feature-verb-recommendation_completed = a recommendation finished
feature-verb-all = Everything that a student does

feature-never-any = Never used to grade anybody, or to close content to anybody.
feature-never-learning_style = Never used to withhold a kind of content: everybody may choose every one.
feature-never-content_preference = Never used to withhold a kind of content: everybody may choose every one.
feature-never-time_of_day = Never used to judge when somebody works, and never shown to others.
feature-never-device = Only phone, tablet or computer is kept, never what exactly it is. Never used to judge anybody.
feature-never-difficulty_preference = Never used to keep anybody from harder tasks.
feature-never-collaboration = Never used to grade anybody; nobody has to write to others.
feature-never-forum = Never used to grade anybody; nobody has to write to others. What was written is not read for it.

feature-active-days = Days with an event, of the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-events = Everything done in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-attempts = Judged answers, second tries too, in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-answers = First attempts at questions in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-right = Right first attempts in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-visits = Visits in the last { $days ->
    [1] day
   *[other] { $days } days
  }; half an hour without anything ends a visit.
feature-hints = Hints opened in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-posts = Posts and replies in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-helped = Replies to others, and posts that others found helpful, in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-uses = Texts, films, simulations and other explanations used in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-minutes = Minutes spent on tasks, texts and films in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-right-rate = Share of right first attempts in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-hints-per-answer = Hints for each judged answer in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-time-on-task = Average time on one task in the last { $days ->
    [1] day
   *[other] { $days } days
  }.
feature-success = Share of right first attempts, the latest weighing most: it looks back about { $answers } answers.
feature-last = { $place ->
    [1] Whether the last first attempt was right.
   *[other] Whether the first attempt in place { $place } from the end was right.
  }
feature-right-after = Share of right answers after a { $before ->
    [right] right
   *[wrong] wrong
  } one, on { $about ->
    [same_kc] the same topic
   *[other_kc] another topic
  }.
feature-seconds = Usual time for { $outcome ->
    [right] a right
   *[wrong] a wrong
  } answer.
feature-answers-all = First attempts at questions so far.
feature-run-on-kc = First attempts in a row about the topic of the last one.
feature-streak = Right answers in a row; below zero: wrong ones.
feature-right-rate-all = Share of right answers, second tries too, the latest weighing most.
feature-hint-rate = How often a hint is opened, the latest weighing most.
feature-days-since-first = Days since the first event in the course.
feature-hours-since-last = Hours since the last event.
feature-visit-minutes = Minutes since this visit began.
feature-visits-per-week = Visits in a week, over the last four weeks.
feature-hours-between-visits = Usual time between two visits.
feature-day-part = Share of the work that is done { $part ->
    [night] at night (0 to 6)
    [morning] in the morning (6 to 12)
    [afternoon] in the afternoon (12 to 18)
   *[evening] in the evening (18 to 24)
  }, where the student lives.
feature-device = Share of the work that is done on { $device ->
    [phone] a phone
    [tablet] a tablet
    [desktop] a computer
   *[unknown] a device that is not known
  }.
feature-device-now = Whether the last event came from { $device ->
    [phone] a phone
    [tablet] a tablet
    [desktop] a computer
   *[unknown] a device that is not known
  }.
feature-engagement-trend = { $what ->
    [minutes] Minutes
   *[events] Events
  } of this week compared with the week before: 1 is new, 0 unchanged, −1 stopped.
feature-assessment-trend = How the share of right answers has changed from week to week in the last four weeks.
feature-assessment-lately = Share of right answers lately, minus the share over a long time.
feature-use = How much of what is used is { $mode ->
    [visual] for the eye: films and pictures
    [auditory] for the ear: films
    [hands_on] to try out: simulations
   *[text] text
  }.
feature-gain = How much more often the next answer on a topic is right after something { $mode ->
    [visual] for the eye
    [auditory] for the ear
    [hands_on] to try out
   *[text] to read
  } than is usual for the student.
feature-kind = How much of the work is { $kind ->
    [practice] practice
    [reading] reading
    [video] videos
   *[simulation] simulations
  }.
feature-takes-up = How often a recommended { $kind ->
    [practice] practice task
    [reading] text
    [video] video
   *[simulation] simulation
  } is opened rather than put away.
feature-difficulty = Average difficulty of { $what ->
    [taken] the tasks that were tried
    [right] the tasks that were right at once
    [opened] the recommended tasks that were opened
   *[dismissed] the recommended tasks that were put away
  }.
feature-difficulty-margin = Difficulty of the tasks that were tried, minus the student’s level.
feature-videos-begun = Videos begun so far.
feature-video-completion = Share of the videos begun that were watched to the end.
feature-quizzes-begun = Quizzes begun so far.
feature-quizzes-completed = Quizzes finished so far.
feature-posts-all = Posts and replies so far.
feature-helped-all = Posts of the student that others found helpful.
feature-explanations-all = Other explanations opened so far.
feature-readings-all = Texts read so far.
feature-recommendations-opened = Recommendations opened so far.
feature-recommendations-dismissed = Recommendations put away so far.
feature-theta = The student’s level in the course; 0 is average.
feature-theta-sd = How unsure the level is.
feature-kcs-begun = Topics with an answer.
feature-kcs-begun-share = Share of the course’s topics with an answer.
feature-kcs-mastered = Topics mastered.
feature-kcs-mastered-share = Share of the course’s topics that are mastered.
feature-mastery-mean = Average chance that a topic begun is mastered.
feature-mastery-least = Lowest chance among the topics begun.
feature-recall-mean = Average chance that a mastered topic is still remembered.
feature-prerequisites-met = Share of what has to come before the topics begun that is mastered.
feature-objectives-met = Share of the lessons of which every topic is mastered.
feature-kc-p-mastered = Chance that the topic is mastered.
feature-kc-low = Low end of the range of that chance.
feature-kc-high = High end of the range of that chance.
feature-kc-doubt = Width of the range of that chance.
feature-kc-p-bkt = The same chance from the answers on the topic alone.
feature-kc-attempts = First attempts on the topic.
feature-kc-right = Right first attempts on the topic.
feature-kc-right-rate = Share of right first attempts on the topic.
feature-kc-hints-per-answer = Hints for each first attempt on the topic.
feature-kc-mastered = Whether the topic was ever mastered.
feature-kc-recall = Chance that the topic is remembered now.
feature-kc-stability = Days until that chance falls to 90 %.
feature-kc-difficulty = How hard the topic is to keep in mind, 1 to 10.
feature-kc-hours-since = Hours since the last answer on the topic.
feature-kc-hours-to-review = Hours until a review is due; below zero: it is late.
feature-kc-streak = Right answers in a row on the topic; below zero: wrong ones.
feature-kc-success = Share of right answers on the topic, the latest weighing most.
feature-kc-hours-between = Usual time between two answers on the topic.
feature-kc-items = Different tasks among the last answers on the topic.
feature-kc-prerequisites-met = Share of what has to come before the topic that is mastered.
feature-kc-last = { $place ->
    [1] Whether the last answer on the topic was right.
   *[other] Whether the answer in place { $place } from the end on the topic was right.
  }
feature-class-students = Students of the class.
feature-class-z = How the student stands to the class in { $name }, in standard deviations. Nothing for classes of fewer than ten.
feature-item-difficulty = Difficulty of the task; 0 is average.
feature-item-discrimination = How sharply the task tells levels apart.
feature-item-minutes = Minutes planned for the task.
feature-item-steps = Steps of the task.
feature-item-quality = Quality of the task, as checked at its import.
feature-item-topics = Topics of the task.

health-features = Features of students
fact-features_behind = { $value ->
    [0] Every record knows its latest event
    [one] One record misses an event
   *[other] { $value } records miss an event
  }
fact-features_oldest_s = The first of them for { $value }
fact-figures_s = Figures of classes counted { $value } ago
fact-figures_overdue_s = The next figures of classes are overdue by { $value }
review-features-late = Features of students are more than five minutes late.
trail-thing-feature_store = Features
help-features = Every number that the models know of a student: what it means, where it comes from, how fresh it is and of how many it is known. None of them is used to grade anybody.
