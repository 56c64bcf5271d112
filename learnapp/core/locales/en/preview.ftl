# A class as a student would see it.
preview-title = See as a student
preview-lead = This is what a student finds who begins in this class today. Nobody’s answers are read for it, and nothing is stored.
preview-course = Course: { $course }
preview-age = Age of the student
preview-age-under = Under { $age }
preview-age-from = { $age } or older
preview-discussion-on = Students of this age can take part in the discussion.
preview-explanations-on = Topics can be explained in another way: with a picture, an example or step by step.
preview-explanations-off = Other explanations are switched off in this class.
preview-today = What Today would offer first
preview-today-lead = After each answer it is chosen anew. Each student finds something else then.
preview-nothing-text = There is nothing in this course that a student could begin with.
preview-open = Open as a student
preview-open-topic = Show its contents
preview-close-topic = Hide its contents
preview-topic-empty = There is nothing of this topic for this student.
preview-path = The path
preview-turn = Pages of topics
preview-turn-contents = Pages of contents
preview-withdrawn = { $count ->
    [one] 1 content is not offered to this class, so it is not listed here.
   *[other] { $count } contents are not offered to this class, so they are not listed here.
 }
preview-no-course = No course yet
preview-no-course-text = An admin chooses what this class studies.
preview-banner = You see this as a student would. Nothing is stored.
preview-item-withdrawn = This class is not offered it any more: students find it neither on Today nor on their path.
preview-item-older = It is for older students: at this age they do not find it.
preview-again = Begin again
preview-back = Back to the preview
preview-discussion-here = Under this, students can read and write in the discussion.
preview-no-item = The course of this class has no such content. Go back to the preview of the class.
help-preview = Here you see your class as a student who begins would see it: what comes first, the whole path and every task. Try a task and answer it, right or wrong. Nothing you do here is stored.
