# What a student wants to learn, and the way there.
plan-title = My plan
plan-lead = Say what you want to learn. You get a plan: what comes first, how long it may take, and why.
plan-not-stored = Nothing of yours may be saved yet, so you cannot make a plan here. Ask your teacher or a guardian.
plan-said = What do you want to learn?
plan-examples = For example: “teach me slope” or “I want to be ready for Friday’s quiz”. Your words are read once and not kept.
plan-thing = Or choose from the list
plan-choose = Choose
plan-tests = Tests
plan-assigned = Assigned to you
plan-topics = Topics
plan-lessons = Lessons
plan-thing-day = { $title } ({ $day })
plan-day = By which day? You may leave this empty.
plan-make = Make my plan
plan-made = Your plan is made.
plan-dropped = The plan is dropped. What you have learned stays.
plan-unclear = I am not sure what you mean. Is it one of these?
plan-unclear-none = If not, say it in other words or choose from the list.
plan-unknown = This class has nothing like that. Say it in other words, or choose from the list.
plan-mastered = You have mastered “{ $name }” already. A short check shows whether it still holds.
plan-kind-topic = Topic
plan-kind-lesson = Lesson
plan-kind-test = Test
plan-kind-assignment = Assigned
plan-check = Short check
plan-name-more = { $more ->
    [one] { $name } and one more topic
   *[other] { $name } and { $more } more topics
  }
plan-far = { $count ->
    [one] { $done } of 1 topic done
   *[other] { $done } of { $count } topics done
  }
plan-left = about { $count ->
    [one] 1 minute
   *[other] { $count } minutes
  } left ({ $low } to { $high })
plan-minutes = { $count } min
plan-leg-time = { $count ->
    [one] About 1 minute
   *[other] About { $count } minutes
  } ({ $low } to { $high })
plan-leg-late = may not be ready by { $day }
plan-why-target = This is what you asked for.
plan-why-needed = You need it for “{ $topic }”.
plan-why-gap = It comes first: your answers on “{ $topic }” suggest that this is what is missing.
plan-why-pinned = Your teacher wants this in the plan.
plan-ways = Ways to learn { $topic }
plan-no-ways = There is nothing here for you at the moment. Ask your teacher.
plan-checkpoint = Checkpoint: a short check shows whether it holds.
plan-fits = It fits: about { $left } minutes are left before { $day }.
plan-too-late = It will not all fit: about { $left } minutes are left before { $day }. Not ready in time: { $names }.
plan-day-over = The day was { $day }. You can go on, change the plan or drop it.
plan-pace = Minutes a day for it
plan-pace-day = { $count } minutes a day
plan-pace-own = As lately: about { $count } minutes a day
plan-pace-usual = { $count } minutes a day, until we know your own pace
plan-known = Mastered already: { $names }
plan-taken = Taken as known, because your teacher left it out or there are no tasks for it: { $names }
plan-gone = { $count ->
    [one] One topic that you asked for is no longer in your course.
   *[other] { $count } topics that you asked for are no longer in your course.
  }
plan-empty = There is nothing to do for this at the moment. Your teacher may have left it out. Ask, or choose something else.
plan-go-on = Go on with the next step
plan-change = Choose something else
plan-drop = Drop this plan
plan-drop-sure = Really drop it?
plan-steps = The way there
plan-done = Done
plan-reached = You have reached it: { $name }
plan-reached-more = { $more ->
    [one] You have reached it: { $name } and one more topic
   *[other] You have reached it: { $name } and { $more } more topics
  }
plan-towards = You work towards: { $name }
plan-late-short = Not everything will fit before { $day }.
plan-see = See my plan
plan-ask = What do you want to learn?
plan-ask-text = Name a topic or a test, and the next three things lead there.
plan-say = Say what you want to learn
plan-of-pupil = Has asked to learn: { $name }.
plan-of-family = Your child works towards: { $name }.
plan-by = To be ready by { $day }.
plan-late-names = Not ready in time at the present pace: { $names }.
path-plan = Make a plan for what you want to learn
help-plan = Say what you want to learn, in your own words or from the list. The plan shows only what you still need, in an order that can be learnt, with the time it may take, several ways to learn each topic, and short checks. While it stands, the next three things follow it. After each answer it is worked out again; its order stays, and only a gap that explains your mistakes comes first. Your teacher and your guardian see what the plan is for and how far you are, but not what you typed.
news-plan = Say what you want to learn
news-plan-text = Students name a topic or a test in their own words and get a plan with times. The next three things follow it; teachers and guardians see how far it is.
