# Students who may need help: what the teacher finds in the review queue. It speaks of what was seen, never of what
# somebody is.
review-kind-at_risk = May need help
review-at-risk-model = What this class did before says that this student may fall behind in the next four weeks. Only you know the rest: please look.
review-at-risk-rule = A fixed rule noticed this student. It counts what is listed below; it is no forecast.
review-at-risk-change = Something changed suddenly, compared with this student’s own weeks before.
review-fact-chance = The model expects it with a chance of { $value } %.
review-fact-day = Seen until { $value }
risk-signs = What was seen
risk-signs-only = Counted from the work in this class alone. A holiday, an illness or work on paper looks the same from here.
risk-help = What may help
risk-accept = I take care of it
risk-accept-of = I take care of it: { $title }
risk-dismiss = No need
risk-dismiss-of = No need: { $title }
risk-unhelpful = Not helpful
risk-unhelpful-of = Not helpful: { $title }
risk-confirm-accept = Take care of it now
risk-confirm-dismiss = No need, close it
risk-confirm-unhelpful = Not helpful, close it
risk-done-unhelpful = Closed. Thank you: this is how it is known whether these entries are of use.
risk-was-unhelpful = Said to be of no use.
risk-sign-pause = { $days ->
    [one] No work for 1 school day
   *[other] No work for { $days } school days
  }
risk-sign-less = { $now } answers in the last school week; in a usual week before: { $usual }
risk-sign-overdue = { $count ->
    [one] 1 assignment is overdue
   *[other] { $count } assignments are overdue
  }
risk-sign-class = In the last two weeks { $percent } % of the answers that the middle of the class gave
risk-sign-right = { $now } % right in the last four weeks; before: { $usual } %
risk-sign-hints = { $percent } hints for every 100 answers, more than before
risk-sign-days = { $days ->
    [0] Worked on no day of the last school week
    [one] Worked on 1 day of the last school week
   *[other] Worked on { $days } days of the last school week
  }
risk-sign-change-answers = Suddenly { $now } answers in five school days; usual: { $usual }
risk-sign-change-right = Suddenly { $now } % right in five school days; usual: { $usual } %
risk-sign-change-minutes = Suddenly { $now } minutes in five school days; usual: { $usual }
risk-help-talk = Ask how it is going, before anything else.
risk-help-small = Agree on one small step for this week, such as ten minutes on one topic.
risk-help-assigned = Look together at what is overdue, and drop or move what no longer fits.
risk-help-topics = Go back together to the topic that became hard; the student’s page shows which.
risk-help-explain = Offer the topic in another way: a picture, an example, step by step.
