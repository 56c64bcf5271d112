# The search over everything that the reader may open.
search-title = Search
search-label = Search lessons and more
search-count = { $count ->
    [0] Nothing found for “{ $query }”
    [one] 1 result for “{ $query }”
   *[other] { $count } results for “{ $query }”
  }
search-kinds = Kinds of results
search-every-kind = All
search-all-of-kind = Show all { $count }
search-kind-course = Courses
search-kind-lesson = Lessons
search-kind-topic = Topics
search-kind-reading = Readings
search-kind-video = Videos
search-kind-simulation = Simulations
search-kind-interactive = Interactive tasks
search-kind-practice = Tasks
search-kind-post = Posts of your class
search-kind-note = Your notes
search-kind-test = Tests
search-kind-assignment = Assignments
search-kind-announcement = Announcements
search-turn = Pages of results
search-none-of-kind = Nothing of this kind
search-none-of-kind-text = Look at all results instead.
search-nothing = Nothing found for “{ $query }”
search-nothing-text = Try fewer words or the beginning of a word, like “frac”. Most courses are in English, so try an English word.
search-nothing-typed = What are you looking for?
search-nothing-typed-text = Type a word from a lesson, a text or a task into the field above.
