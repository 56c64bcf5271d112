# A student's pages.
today-title = Your next three, { $name }
next-three = The next three
start = Start
not-now = Not now
resume-text = You were in the middle of this:
changes-title = What changed lately
change-right = { $right } of { $count } right
all-progress = See all your progress
why = Why this
why-evidence = { $count ->
    [one] Show the answer behind this
   *[other] Show the { $count } events behind this
  }
busy-today = Very many people are at work right now, so these are your suggestions from before. Everything you do counts.
plainer-today = Part of the system is away, so today’s choice is a simpler one. Everything you do counts.
no-class-title = You are in no class yet
no-class-text = Ask your teacher to add you. Then your next steps appear here.
class-closed-title = Your class is over
class-closed-text = It was closed, and what you have learned is kept. When you join a new class, it stands here.
no-course-title = Your class has no course yet
no-course-text = Your teacher still has to choose what the class studies. Tell them, and your next steps appear here.
nothing-next-title = Nothing is waiting
nothing-next-text = You have dealt with everything for now. Choose a topic on your path.
not-stored = You can practise, but nothing is saved: your school has no consent on record. Ask your teacher or a guardian.

kind-practice = Practice
kind-reading = Reading
kind-video = Video
kind-simulation = Simulation
kind-interactive = Interactive task
kind-review = Review
outcome-right = Right
outcome-wrong = Not yet
with-hints = { $count ->
    [one] with 1 hint
   *[other] with { $count } hints
  }
verb-answered = Answered
verb-hint_requested = Hint
verb-read = Read
verb-explanation_opened = Another explanation
verb-video_progressed = Watched
verb-video_completed = Watched to the end
verb-simulation_interacted = Tried out
verb-quiz_started = Quiz started
verb-quiz_completed = Quiz finished
verb-forum_posted = Post
verb-forum_replied = Reply
verb-peer_helped = Helped somebody
verb-session_started = Visit
verb-session_ended = Visit ended
verb-recommendation_shown = Recommended
verb-recommendation_opened = Opened
verb-recommendation_dismissed = Put aside
verb-recommendation_completed = Done

learn-title = Learn
steps = Steps
step-number = Step { $number }
choose-one = Choose one answer
choose-many = Choose every right answer
answer-numeric = Your answer, a number
answer-expression = Your answer, for example 3x + 2 or 1/2
answer-text = Your answer
answer-choice = Your answer
answer-multiple_choice = Your answer
check-answer = Check my answer
check = Check
scaffold-answer = Your answer to this smaller question
hint-ask = { $left ->
    [one] Hint (1 left)
   *[other] Hint ({ $left } left)
  }
hint-title-hint = Hint { $number }
hint-title-scaffold = A smaller question first
hint-title-bottom_out = The answer
mastery-change-about = { $before } % → about { $after } %
mastery-change = { $before } % → { $after } % (likely { $low } to { $high } %)
worked-solution = Worked solution
next-step = Next step
next-item = Next
another-task = Another one like this
back-today = Back to Today
reading-finish = I have read this
reading-done = Read
report-broken = This item is broken
report-what = What is wrong with it?
report-thanks = Thank you. Somebody will look at it.
no-item-title = This is not part of your courses
no-item-text = The address may be old, or it belongs to another class.

path-title = Your path
path-lead = Each box is one topic. Lines lead from what you need to what it opens. Choose a box to see more.
path-picture = Picture of the topics and how they hang together
path-locked-because = Locked. First master:
path-fading = You mastered this, and that stays. It has been a while: a short review brings it back.
path-opens = It opens:
path-standard = Standard { $code }
path-work = Work on this
path-as-list = The same as a list
path-first = First master
topic = Topic
standing = Where you are
open = Open
legend = What the shapes mean

progress-title = Your progress
progress-text = { $count ->
    [one] You have mastered { $mastered } of 1 topic.
   *[other] You have mastered { $mastered } of { $count } topics.
  }
progress-interval = Each number is an estimate of how well you know a topic. The range says how sure we are: with 80 % certainty the truth lies inside.
progress-table = Your topics
estimate = Estimate
evidence = Answers behind it
answers-behind = { $right } of { $count } right
evidence-after = then { $value } % (likely { $low } to { $high } %)
evidence-after-about = then about { $value } %
answers-turn = Pages of answers
curve-text = { $count } answers have moved this number, from { $first } % on { $since } to { $last } % now.
curve-range = Likely range
curve-answers = Your answers, oldest to newest
curve-none = A curve appears here once two answers have moved this number.
class-choice = Class
history-title = Your answers by day
history-text = { $count } answers on { $days ->
    [one] 1 day
   *[other] { $days } days
  } in the last two months.
history-none = No answers yet
history-none-text = Start with the first thing on Today.
topics-turn = Pages of topics
topics-of = Topics { $first } to { $last } of { $total }

# Answers in parts.
ordering-how = Put them in order, the first one on top.
move-up = Move up: { $what }
move-down = Move down: { $what }
matching-how = Choose what belongs to each.
choose = Choose …
table-how = Fill in the empty cells.
picture-how = Choose a place on the picture.
line-how = Choose two points of the line: on the grid, or by their coordinates.
line-picture = A grid with the points { $points }
line-point = Point { $number }
answer-short_text = Your answer, in a few words
simulation-how = Try it out, then check your answer.
simulation-title = Simulation
# %1, %2, %3 and %4 are put in by the simulation itself.
simulation-marker = Marker
simulation-slope = Slope
simulation-start = Start
simulation-red = Red balls
simulation-blue = Blue balls
simulation-draw = Draw 10 times
simulation-drawn = Drawn: %1, of these red: %2
simulation-take-both = Take 1 from both sides
simulation-share-both = Share both sides by %1
simulation-undo = Back
simulation-scale = On the left: boxes %1, weights %2. On the right: weights %3.
simulation-points = The line is to go through the points (%1 | %2) and (%3 | %4).
simulation-there = At x = %1 the line is at %2, at x = %3 it is at %4.
simulation-line = The line goes from %1 to %2. Steps from one whole number to the next: %3.
simulation-marker-at = At %1
simulation-marker-past = Steps after %2: %1
simulation-number-line = Number line
simulation-balance-scale = Balance scale
simulation-slope-explorer = Slope explorer
simulation-probability-sampler = Probability sampler

# Beside a text.
source-primary = First-hand source
source-secondary = Written afterwards
source-data = Figures
explain-title = Explain it differently
explain-worked_example = A worked example
explain-analogy = A comparison
explain-picture = A picture
explain-smaller_steps = Smaller steps

film-speed = Speed
film-watched = Watched:
film-failed = The video cannot be played right now. Below you can read everything that is said in it.
film-transcript = Read what is said
film-read = I have read this
film-again = From the beginning
film-left = you left at
film-done = You have watched this video.
player-skip = Skip this task
player-ready = The task is open.
player-failed = This task cannot be opened. Try again. If that does not help, tell your teacher with “This item is broken” below.
player-late = This task takes very long to open, or its time is over: after some hours it has to be opened anew. Check your connection and try again.
player-stopped = This task sent far too much and was stopped. Try again, or tell your teacher with “This item is broken” below.
player-again = Try again
player-about = This task was made elsewhere. It does not know who you are. What it says of your score counts as practice: your mastery comes from questions that are checked here.
player-claimed = The task says: { $share } %
player-done = You have worked through this task.
english = English
spanish = Spanish

void-notice = Question “{ $title }” had a mistake. It no longer counts.
void-notice-undone = Question “{ $title }” counts again.
void-notice-moved = Your mastery of { $topic } was calculated again: { $before } % → { $after } %.
void-notice-same = Your mastery of { $topic } was calculated again and stays at { $after } %.
void-notice-plain = Your mastery was calculated again.
void-notice-dismiss = All right
void-notice-dismiss-of = Put the message about { $title } away

evidence-voided = Does not count: the question had a mistake
