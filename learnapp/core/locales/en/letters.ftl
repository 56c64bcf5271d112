# What goes out by e-mail, text message and push, the link out of it, and how people choose.
letter-notice-subject = { $school }: { $sentence }
letter-notice-body =
    Hello { $name },

    { $sentence }

    { $link }

    { $school }
letter-digest-subject = { $school }: what has happened ({ $count })
letter-digest-body =
    Hello { $name },

    this has happened:

    { $items }

    Everything is here: { $link }

    { $school }
letter-account-subject = { $school }: about the safety of your account
letter-account-body =
    Hello { $name },

    { $sentence }

    { $link }

    { $school }
letter-invitation-subject = { $school } invites you to { $section } on learnapp
letter-invitation-body =
    { $school } invites you to { $section } on learnapp.

    Open this link and choose a password:

    { $link }

    The link is for you alone. If you did not expect this letter, ask the school before you open it.
letter-code-subject = Your code
letter-code-body = { $school }: your code is { $code }. Type it on your account page. If you did not ask for it, ignore this.
letter-trial-subject = A trial from { $school }
letter-trial-body = This is a trial. If you read it, messages of your school go out.
letter-short-digest = { $count ->
    [one] 1 new notification
   *[other] { $count } new notifications
  }
letter-why = You get this because you have an account at { $school }.
letter-choose = Choose what you are told
letter-unsubscribe = No more e-mail like this
letter-sample-name = Ana
letter-sample-sentence = There is a new assignment in Math 7: Adding fractions

unsubscribe-title = E-mail from your school
unsubscribe-ask = Do you want no more e-mail about what happens at { $school }?
unsubscribe-button = No more e-mail
unsubscribe-done = You get no more e-mail about what happens at { $school }.
unsubscribe-rest = Only emergencies and letters about the safety of your account still come. On your account page you choose kind by kind, and switch e-mail on again.
unsubscribe-none = This link does not belong to anybody here. Sign in, and choose on your account page what you are told.
