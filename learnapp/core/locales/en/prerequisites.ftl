# What each topic of a course needs, and changing it.
prerequisites-twice = “{ $topic }” needs “{ $needed }” already.
need-title = What needs what
need-lead = A topic opens when what it needs is mastered. A change is checked at once and holds when you save it. Answers and what was measured stay as they are, and what a student has begun stays open.
need-scope = For whom do you change it?
need-scope-class = For this class
need-scope-school = For every class of the school with this course
need-follows = This class follows the school, or the author where the school has changed nothing. When you save, it gets prerequisites of its own.
need-for-class = This class has prerequisites of its own.
need-for-school = They hold in every class with this course that has none of its own.
need-idle = The course has changed since. These changes have no effect any more:
need-add = Add a prerequisite
need-add-topic = Topic
need-add-needed = needs
need-add-send = Add
need-circle = This would close a circle, and none of these topics would ever open. Take one of these away first:
need-step = “{ $topic }” needs “{ $needed }”
need-list = Topics and what they need
need-search = Find a topic
need-turn = Pages of topics
need-needs = Needs
need-items = Tasks
need-tasks = { $count ->
    [one] 1 task
   *[other] { $count } tasks
  }
need-nothing = Nothing
need-own = (added)
need-lost = Taken away: { $topics }
need-remove-of = Take away: “{ $topic }” needs “{ $needed }”
need-change = Not saved yet
need-added = + “{ $topic }” needs “{ $needed }”
need-removed = − “{ $topic }” no longer needs “{ $needed }”
need-effect = Of { $count ->
    [one] 1 student
   *[other] { $count } students
  }: something opens for { $opened }, something closes for { $closed }.
need-opens = “{ $topic }” opens for { $count ->
    [one] 1 student
   *[other] { $count } students
  }
need-closes = “{ $topic }” closes for { $count ->
    [one] 1 student
   *[other] { $count } students
  }
need-effect-stays = What students have begun stays open for them.
need-effect-nobody = Nobody studies this yet, so nothing changes for anybody.
need-words = Why? It stands in the history.
need-save = Save as a new version
need-discard = Forget the change
need-saved = It is saved and holds now.
need-picture = The picture
need-picture-text = From left to right: what comes first. Thick lines are not the author’s. The table says the same.
need-past = Versions
need-past-turn = Pages of versions
need-version = Version { $number }
need-holds = This one holds.
need-like-author = Like the author’s.
need-restore = Go back to this one
need-restore-of = Go back to version { $number }
need-restored-words = Back to version { $number }.
need-author = Go back to the author’s prerequisites
need-author-words = Back to the author’s prerequisites.
