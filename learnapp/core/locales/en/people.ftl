# People, consent and erasure, for admins and auditors.
consents-title = Consent
consents-lead = What a student does is stored only with a consent that suffices. Without one they can practise, and nothing is kept.
consents-count = { $students ->
    [0] No students here.
    [one] { $without ->
        [0] The only student has a consent that suffices.
       *[other] The only student has no consent that suffices: nothing is stored.
      }
   *[other] { $without ->
        [0] All { $students } students have a consent that suffices.
        [one] 1 of { $students } students has no consent that suffices: nothing of theirs is stored.
       *[other] { $without } of { $students } students have no consent that suffices: nothing of theirs is stored.
      }
  }
consent-everybody = Every student
consent-only-missing = Only those without
consent-column = What they do
consent-stored = Is stored
consent-not-stored = Is not stored
consent-basis = Basis
consent-since = Since
consent-until = Until
consent-why = Why
consent-reason-covered = A recorded consent suffices.
consent-reason-no_consent = Nothing is recorded. Record a consent, or ask the guardian.
consent-reason-withdrawn = It was withdrawn. A new one is needed.
consent-reason-under_13_needs_school_or_guardian = What is recorded does not suffice at this age.
consent-section = For everybody in { $title }
consent-section-text = It is recorded where it suffices and is missing. A guardian’s no stands.
consent-note = Note
consent-note-hint = The note may say where the paper is. Write no names in it.
consent-give = Record
consent-withdraw = Withdraw
consent-withdraw-section = Withdraw for the whole section
consent-withdraw-sure = I am sure: on this basis nothing more is stored for anybody in { $title }.
consent-given-count = { $count ->
    [0] Nothing new was recorded.
    [one] Recorded for 1 student.
   *[other] Recorded for { $count } students.
  }
consent-withdrawn-count = { $count ->
    [0] Nobody had this consent.
    [one] Withdrawn for 1 student.
   *[other] Withdrawn for { $count } students.
  }
consent-already = { $count ->
    [one] 1 student had it already.
   *[other] { $count } students had it already.
  }
consent-unfit = { $count ->
    [one] For 1 student this basis does not suffice at their age.
   *[other] For { $count } students this basis does not suffice at their age.
  }
consent-objected = { $count ->
    [one] The guardian of 1 student has said no. Open that student to change it.
   *[other] The guardians of { $count } students have said no. Open each of them to change it.
  }
consent-enough = One of these would suffice:
consent-recorded-list = Recorded consents
consent-in-force = Counts
consent-ended = Withdrawn
consent-not-enough = Does not count
consent-recorded = The consent is recorded.
consent-withdrawn = The consent is withdrawn.

person-title = Person
person-back = All people
person-born = Born
person-guardians = Guardians
person-children = Children
person-correct = Correct
person-roles = Roles
person-roles-save = Save roles
person-saved = Saved.
person-none = There is no such person here
person-none-text = The address may be mistyped, or the person belongs to another institution.
person-is-erased = This person was erased. Name, address and birth date cannot be read by anybody any more.
person-erase = Erase this person
person-erase-text = The key to their name, address, birth date and posts is destroyed: nobody can read them again, in backups neither. They are signed out at once. What was learned stays under a number that leads to nobody. This cannot be undone.
person-erase-word = Type their e-mail address to confirm
person-erase-button = Erase for ever
person-erase-wrong = That is not this person’s e-mail address. Nothing was erased.
person-erased = The person is erased.

section-enrol-as = As
section-enrol-own = What they are here
enrolments-csv = Download enrolments
