# Reviews: what comes back today and on the days ahead; misconceptions; how long things are remembered here.
load-title = What comes back
load-none = Nothing needs a review today.
load-none-left = { $count ->
    [one] Done for today: you reviewed 1 topic.
   *[other] Done for today: you reviewed { $count } topics.
  }
load-all-today = { $count ->
    [one] 1 topic is due for a review today. What you mastered stays yours.
   *[other] { $count } topics are due for a review today. What you mastered stays yours.
  }
load-some-today = { $today ->
    [one] { $count } topics are due for a review. Today 1 of them has its turn,
   *[other] { $count } topics are due for a review. Today { $today } of them have their turn,
  }
load-enough = { $count ->
    [one] You reviewed 1 topic today. That is enough: { $later } more can wait,
   *[other] You reviewed { $count } topics today. That is enough: { $later } more can wait,
  }
load-rest = { $days ->
    [one] the rest tomorrow.
   *[other] the rest over the next { $days } days.
  }
load-rest-long = the rest over more than two weeks.
load-see = See them
load-today = Reviews of today
load-since = { $days ->
    [0] practised today
    [one] last practised yesterday
   *[other] last practised { $days } days ago
  }
load-more = More today
load-why = { $count ->
    [one] Usually 1 review a day, so that it does not become too much.
   *[other] Usually { $count } reviews a day, so that it does not become too much.
  }
load-ahead = The next 14 days
load-ahead-text = { $count ->
    [one] 1 review, if it goes well. What you learn in the meantime comes on top.
   *[other] { $count } reviews, if each goes well. What you learn in the meantime comes on top.
  }
load-as-table = The same as a table
load-day = Day
load-turn = Reviews
load-wait = Waiting
load-pupil = { $count ->
    [one] 1 topic is due for a review today.
   *[other] { $count } topics are due for a review today.
  }
load-pupil-spread = { $today ->
    [one] { $count } topics are due for a review: today 1 of them has its turn,
   *[other] { $count } topics are due for a review: today { $today } of them have their turn,
  }
load-pace-title = Reviews a day
load-pace-text = After a break, many topics fade at once. A student gets at most so many reviews a day, the most useful first; the others come on the following days. Students can ask for more.
load-pace-now = { $count ->
    [one] At most 1 review a day
   *[other] At most { $count } reviews a day
  }
load-pace-saved = Saved. It holds from the next answer on.
load-a-day = Reviews a day
load-follow = { $count ->
    [one] As everywhere here: 1 a day
   *[other] As everywhere here: { $count } a day
  }
load-follows = This class follows the institution.

mistakes-title = Easy to mix up
mistakes-text = This has happened in your answers more than once. It happens to many. Each has a way out:
mistake-again = { $count ->
    [one] This has happened before.
   *[other] This has now happened { $count } times. This may help:
  }
mistake-explanation = See it explained in another way: { $title }
mistake-reading = Read: { $title }
mistake-video = Watch: { $title }
mistake-prerequisite = What comes before: { $title }
mistake-practise = Try again: { $title }
mistake-said = Answer: { $said }
mistake-evidence = { $count ->
    [one] 1 answer shows it
   *[other] { $count } answers show it
  }
mistakes-pupil = Seems to mix up
mistakes-pupil-text = Shown by at least two different tasks or days; it goes away when the student solves such tasks at once.
mistakes-class = What many mix up
mistakes-class-text = The same mistake in at least two tasks or on two days, and not overcome since.
mistakes-class-none = Nobody makes the same known mistake again and again.
mistakes-students = { $count ->
    [one] 1 of { $of } students
   *[other] { $count } of { $of } students
  }
mistakes-common = Frequent wrong answers that no feedback explains yet
mistake-common = “{ $said }” from { $count } students:
mistake-item = All answers to: { $title }

memory-title = How long things are remembered here
memory-text = When a topic comes back for review rests on a model of forgetting (FSRS-6). Once a week it is fitted to the reviews of your own students. It serves only if it foretells the answers of students it has not seen clearly better than the usual figures.
memory-own = Your own figures
memory-usual = The usual figures
memory-served = Fitted { $moment }.
memory-no-better = Your own were not clearly better: { $moment }.
memory-few = Not enough data: { $moment }.
memory-never = Nothing has been fitted yet.
memory-gain = Better than the usual figures by { $gain } thousandths of a nat an answer (95 % interval { $low } to { $high }), on students that were held out.
memory-rests = { $count ->
    [one] Rests on { $reviews } reviews of 1 student.
   *[other] Rests on { $reviews } reviews of { $count } students.
  }
memory-refused = Who has refused that models for others learn from them is left out.
memory-least = It takes { $students } students and { $reviews } answers that came a day or more after the one before.

trail-thing-review_pace = Reviews a day

fading-kept = { $count ->
    [one] 1 of them is fading. It stays mastered: a short review brings it back.
   *[other] { $count } of them are fading. They stay mastered: short reviews bring them back.
  }
fading-pupil = { $fading ->
    [0] { $mastered } of { $count } topics mastered.
   *[other] { $mastered } of { $count } topics mastered, { $fading } of them fading: mastered once, not practised for long or wrong lately.
  }
news-reviews = Reviews that fit into a day
news-reviews-text = After a break only a few topics come back each day, the most useful first. The page Progress shows the next 14 days and what is easy to mix up.
