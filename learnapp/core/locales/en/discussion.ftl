# The discussion of a class.
discussion-title = Discussion
discussion-lead = Ask your class, and help others. Be kind, and leave out names and addresses.
discussion-about = Discuss this with your class
discussion-prompt = A question to discuss
discussion-write = Write to the class
discussion-post = Post
discussion-reply = Reply
discussion-reply-to = Reply to { $name }
discussion-your-reply = Your reply
discussion-none = Nobody has written here yet
discussion-none-text = Ask the first question, or tell the class what you found out.
discussion-by-you = You
discussion-teacher = Teacher
discussion-helpful = This helped me
discussion-helped = { $count ->
    [0] Nobody has marked this yet
    [one] Helped 1 person
   *[other] Helped { $count } people
  }
discussion-held = Your teacher looks at this before the class can see it.
discussion-hidden = Hidden from the class.
discussion-waits = Sent. Your teacher looks at it before the class can see it.
discussion-report = Report
discussion-report-of = Report the post of { $name }
discussion-report-what = What is wrong with this post?
discussion-reported = Thank you. Your teacher will look at it.
discussion-hide = Hide
discussion-hide-of = Hide the post of { $name }
discussion-show = Show again
discussion-show-of = Show the post of { $name } again
discussion-edited = Changed on { $at }
discussion-removed = Removed by its author.
discussion-edit = Change
discussion-edit-of = Change your post: { $text }
discussion-edit-your = Your post
discussion-edit-save = Save the change
discussion-edit-waits = Changed. Your teacher looks at it before the class can see it again.
discussion-remove = Remove
discussion-remove-of = Remove your post: { $text }
discussion-remove-sure = Remove this post? The class does not see it any more; answers to it stay.
discussion-remove-yes = Yes, remove it
discussion-removed-now = Your post is removed.
discussion-off = This class has no discussion. Your teacher can open it.
discussion-under-13 = The discussion of this class is for students from 13 years. Your teacher can open it for everybody.
discussion-turn = Pages of posts
discussion-rules = Rules of this class
discussion-policy = When posts appear
discussion-policy-open = At once
discussion-policy-held = After you have seen them
discussion-policy-off = No discussion
discussion-children = Students under 13 may take part
discussion-rules-note = What the safety check is unsure about always waits for you.
